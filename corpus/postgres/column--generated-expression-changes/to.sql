CREATE TABLE t (id integer, price numeric, total numeric GENERATED ALWAYS AS (price * 3) STORED);
CREATE INDEX t_total ON t (total);
