INSERT INTO users VALUES (1, 'a'); INSERT INTO posts (author) VALUES (1);
