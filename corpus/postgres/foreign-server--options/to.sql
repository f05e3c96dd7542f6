CREATE EXTENSION postgres_fdw;
CREATE SERVER s VERSION '9' FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'b', dbname 'it''s');
