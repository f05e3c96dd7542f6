CREATE SEQUENCE s AS integer;
SELECT nextval('s');
