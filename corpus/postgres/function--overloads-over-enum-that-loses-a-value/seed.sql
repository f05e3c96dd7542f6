INSERT INTO t VALUES ('ok', 'a');
