CREATE TYPE mood AS ENUM ('sad', 'ok');
CREATE TABLE a (id integer, m mood DEFAULT 'ok', w text DEFAULT ('ok'::mood)::text);
CREATE TABLE b (w text DEFAULT ('ok'::mood)::text, CONSTRAINT is_mood CHECK (w::mood > 'sad'));
CREATE INDEX b_ok ON b (w) WHERE 'sad'::mood < 'ok'::mood;
COMMENT ON CONSTRAINT is_mood ON b IS 'a mood';
