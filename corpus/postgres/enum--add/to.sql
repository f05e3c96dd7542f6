CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'happy');
CREATE TABLE t (id integer, m mood DEFAULT 'sad', ms mood[] DEFAULT '{happy}');
