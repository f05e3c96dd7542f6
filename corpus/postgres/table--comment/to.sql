CREATE TABLE t (id integer);
COMMENT ON TABLE t IS E'two\nlines with \\ and ''quotes''';
