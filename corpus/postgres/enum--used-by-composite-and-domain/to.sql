CREATE TYPE mood AS ENUM ('sad', 'ok', 'happy');
CREATE TYPE pair AS (a mood, b integer);
CREATE DOMAIN good_mood AS mood CHECK (VALUE <> 'sad');
CREATE TABLE t (id integer, p pair, g good_mood);
