CREATE EXTENSION postgres_fdw;
CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'a', port '5432');
CREATE FOREIGN TABLE f (id integer, v text OPTIONS (column_name 'y')) SERVER s OPTIONS (table_name 'h', schema_name 'i');
