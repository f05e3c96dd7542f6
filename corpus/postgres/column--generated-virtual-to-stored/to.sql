CREATE TABLE t (id integer, price numeric, total numeric GENERATED ALWAYS AS (price * 2) STORED);
