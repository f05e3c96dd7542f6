CREATE TABLE t (id integer, during int4range, live boolean, CONSTRAINT apart EXCLUDE USING gist (during WITH &&, box(point(id, id), point(id, id)) WITH &&) WHERE (live));
