CREATE TABLE r (id integer PRIMARY KEY);
CREATE TABLE t (a integer,
-- atlas:renamed_from c_new
CONSTRAINT c_old CHECK (a > 0),
-- atlas:renamed_from u_new
CONSTRAINT u_old UNIQUE (a),
-- atlas:renamed_from f_new
CONSTRAINT f_old FOREIGN KEY (a) REFERENCES r (id));
