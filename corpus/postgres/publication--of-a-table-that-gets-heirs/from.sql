CREATE TABLE documents (id integer);
CREATE TABLE invoices (id integer);
CREATE TABLE others (id integer);
CREATE PUBLICATION changes FOR TABLE documents, others;
