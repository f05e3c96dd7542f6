CREATE TABLE t (id integer PRIMARY KEY, a text, b int, c real, d blob, e bool, f text, g text, h text, i int);
