CREATE TABLE t (id integer, v bigint[], w varchar(9)[]);
