CREATE TABLE documents (id integer);
CREATE TABLE invoices (total integer) INHERITS (documents);
CREATE TABLE letters () INHERITS (documents);
CREATE PUBLICATION p FOR TABLE ONLY letters;
