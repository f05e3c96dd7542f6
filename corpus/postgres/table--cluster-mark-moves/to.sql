CREATE TABLE t (a integer, b text);
CREATE INDEX i ON t (a);
CREATE INDEX j ON t (b);
ALTER TABLE t CLUSTER ON j;
CREATE TABLE gone (a integer, b text);
