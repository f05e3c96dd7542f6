PRAGMA foreign_keys = off;
INSERT INTO t (id) VALUES (1);
