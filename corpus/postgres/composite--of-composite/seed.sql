INSERT INTO kept (id) VALUES (1);
