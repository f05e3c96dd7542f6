CREATE TABLE p (id integer PRIMARY KEY);
CREATE TABLE t (id integer, p_id integer);
ALTER TABLE t ADD CONSTRAINT to_p FOREIGN KEY (p_id) REFERENCES p (id) NOT VALID;
