CREATE EXTENSION postgres_fdw;
CREATE SERVER s FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host 'a', port '5432');
CREATE USER MAPPING FOR PUBLIC SERVER s OPTIONS (user 'eve', password_required 'false');
