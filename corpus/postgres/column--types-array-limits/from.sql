CREATE TABLE t (id integer, a varchar(9)[], b numeric(8,2)[], c varchar(4)[], d text[]);
