CREATE TABLE t (a integer, b text);
CREATE INDEX i ON t (a);
CREATE INDEX j ON t (b);
ALTER TABLE t CLUSTER ON i;
CREATE TABLE gone (a integer, b text);
CREATE INDEX g ON gone (a);
ALTER TABLE gone CLUSTER ON g;
