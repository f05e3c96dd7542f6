SELECT id, (home).street FROM t;
