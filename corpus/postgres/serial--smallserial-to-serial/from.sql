CREATE TABLE t (id smallserial, v text);
