CREATE TABLE "select" ("from" integer PRIMARY KEY, "a""b" text, "c.d" text);
