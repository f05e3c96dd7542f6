CREATE TABLE documents (id integer);
CREATE TABLE invoices (total integer) INHERITS (documents);
CREATE TABLE letters () INHERITS (documents);
CREATE PUBLICATION p FOR TABLE ONLY documents, letters;
CREATE PUBLICATION q FOR TABLE ONLY documents;
