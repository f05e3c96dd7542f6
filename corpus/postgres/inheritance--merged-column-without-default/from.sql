CREATE TABLE p (id integer NOT NULL, note text DEFAULT 'none');
CREATE TABLE c (id integer NOT NULL, note text);
