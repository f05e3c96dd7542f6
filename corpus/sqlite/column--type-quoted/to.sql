CREATE TABLE t (id integer, v "your type", w [other](4));
