INSERT INTO "select" ("from", "a""b", "c.d") VALUES (1, 'x', 'y');
