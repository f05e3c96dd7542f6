CREATE TABLE t (id integer, v integer[], w varchar(5)[]);
