SELECT id, next::text FROM b;
