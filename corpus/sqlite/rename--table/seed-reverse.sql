INSERT INTO people (email) VALUES ('a'), ('b'); INSERT INTO posts VALUES (1);
