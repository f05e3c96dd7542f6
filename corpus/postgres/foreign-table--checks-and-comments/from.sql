CREATE EXTENSION postgres_fdw;
CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'a', port '5432');
CREATE FOREIGN TABLE f (id integer OPTIONS (column_name 'x'), v text) SERVER s OPTIONS (table_name 'g');
