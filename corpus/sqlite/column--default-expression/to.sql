CREATE TABLE t (id integer, at text DEFAULT CURRENT_TIMESTAMP, n real DEFAULT (1 + 2), b blob DEFAULT x'abcd');
