CREATE TABLE t (id integer, v "my type", w [other](3));
