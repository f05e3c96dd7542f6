CREATE TABLE r (id integer PRIMARY KEY);
CREATE TABLE t (a integer,
-- atlas:renamed_from c_old
CONSTRAINT c_new CHECK (a > 0),
-- atlas:renamed_from u_old
CONSTRAINT u_new UNIQUE (a),
-- atlas:renamed_from f_old
CONSTRAINT f_new FOREIGN KEY (a) REFERENCES r (id));
