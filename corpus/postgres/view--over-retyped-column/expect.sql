SELECT id, v::text FROM w;
