CREATE TABLE t (id integer, a integer[], b text[][], c timestamptz(3)[], d numeric(5, 1)[], e varchar(9)[], f uuid[] DEFAULT ARRAY[]::uuid[]);
