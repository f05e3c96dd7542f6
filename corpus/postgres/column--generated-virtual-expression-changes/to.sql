CREATE TABLE t (id integer, price numeric, total numeric GENERATED ALWAYS AS (price * 3) VIRTUAL);
