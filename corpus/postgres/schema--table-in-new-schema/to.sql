CREATE TABLE t (id integer);
CREATE SCHEMA sales;
CREATE TYPE sales.status AS ENUM ('open', 'paid');
CREATE TABLE sales.orders (id integer PRIMARY KEY, status sales.status NOT NULL DEFAULT 'open');
