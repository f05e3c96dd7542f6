SELECT id, v FROM a;
