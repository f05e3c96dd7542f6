CREATE TABLE a (
-- atlas:renamed_from v
w text);
CREATE TABLE b (v text);
CREATE TABLE c (n integer) INHERITS (a, b);
