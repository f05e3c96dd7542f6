CREATE TABLE t (id integer, v text CONSTRAINT v_is_there NOT NULL);
