CREATE TABLE t (id integer, at text, n real DEFAULT 1.5, b blob DEFAULT x'00ff');
