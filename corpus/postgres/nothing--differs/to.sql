CREATE TYPE mood AS ENUM ('a', 'b');
CREATE TABLE t (id int4 NOT NULL, m mood DEFAULT 'a'::mood, v character varying(10) DEFAULT 'x', CONSTRAINT t_pkey PRIMARY KEY (id), CONSTRAINT t_v_check CHECK (v in ('x', 'y')));
CREATE INDEX t_v ON t USING btree (lower(v) ASC NULLS LAST) WHERE (v IS NOT NULL);
CREATE VIEW w AS SELECT id, v, m FROM t WHERE v ~~ 'x%';
