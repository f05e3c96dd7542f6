INSERT INTO t (id, v) VALUES (1, 'a');
INSERT INTO log VALUES ('q');
