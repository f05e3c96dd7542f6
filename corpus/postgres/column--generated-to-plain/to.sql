CREATE TABLE t (id integer, price numeric, total numeric);
