INSERT INTO people (word) VALUES ('a');
