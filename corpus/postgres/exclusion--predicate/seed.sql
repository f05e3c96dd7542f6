INSERT INTO t VALUES (1, '[1,2)', true), (2, '[3,4)', false);
