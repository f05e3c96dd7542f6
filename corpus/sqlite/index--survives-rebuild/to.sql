CREATE TABLE t (id integer, v text NOT NULL);
CREATE UNIQUE INDEX one ON t (v COLLATE NOCASE DESC) WHERE v > 'a' OR (v IS NULL);
CREATE INDEX two ON t (id + 1, (lower(v)) COLLATE RTRIM);
