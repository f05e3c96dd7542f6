CREATE TABLE kept (id integer);
CREATE TABLE nothing ();
