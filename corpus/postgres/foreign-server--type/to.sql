CREATE EXTENSION postgres_fdw;
CREATE SERVER s TYPE 'x' FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'a', port '5432');
