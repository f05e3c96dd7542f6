CREATE DOMAIN email AS varchar(10);
CREATE TABLE people (mail email);
