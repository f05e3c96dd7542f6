CREATE TABLE documents (id integer);
CREATE TABLE invoices () INHERITS (documents);
CREATE TABLE others (id integer);
CREATE PUBLICATION changes FOR TABLE others;
