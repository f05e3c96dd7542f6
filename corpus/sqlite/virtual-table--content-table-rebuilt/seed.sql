INSERT INTO docs (rowid, slug, body) VALUES (50, 'a', 'hello world'), (70, 'b', 'good bye');
