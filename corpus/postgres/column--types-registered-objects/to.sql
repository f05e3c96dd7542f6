CREATE TABLE t (id integer, a regclass, b regtype, c regproc, d regrole, e regnamespace);
