CREATE VIRTUAL TABLE docs USING fts5(body);
CREATE TABLE docs_archive (id integer, v text NOT NULL);
