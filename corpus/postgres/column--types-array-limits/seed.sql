INSERT INTO t VALUES (1, '{x,NULL}', '{1.25}', '{abc}', '{d}');
