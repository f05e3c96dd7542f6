CREATE TABLE "select" ("from" integer, "a""b" text, "c.d" text);
