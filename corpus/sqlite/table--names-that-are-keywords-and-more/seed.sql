INSERT INTO "check" VALUES (1, 'a', 'b', 'c', 'd');
