INSERT INTO spans (id) VALUES (1), (2);
