INSERT INTO t VALUES (1, 'abc', '{abc}');
