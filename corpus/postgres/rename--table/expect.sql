SELECT count(*) FROM v;
