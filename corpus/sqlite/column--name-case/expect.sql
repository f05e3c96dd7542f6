SELECT id, v AS v FROM t;
