INSERT INTO base (id) VALUES (1), (2);
INSERT INTO near (id, own) VALUES (3, true);
