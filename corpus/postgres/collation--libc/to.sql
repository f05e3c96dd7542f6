CREATE TABLE t (id integer, v text);
CREATE COLLATION c (provider = libc, locale = 'C');
CREATE COLLATION d (provider = libc, lc_collate = 'C', lc_ctype = 'POSIX');
CREATE COLLATION e FROM "C";
