INSERT INTO people (email) VALUES ('a'), ('b');
