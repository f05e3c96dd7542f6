CREATE TABLE "select" ("from" integer PRIMARY KEY, "a""b" text DEFAULT 'it''s', "c.d" text NOT NULL, "größe \ x" integer);
CREATE INDEX "in dex" ON "select" ("c.d", "a""b");
CREATE TABLE "Capital `Letters`" ([Id] integer REFERENCES "select" ("from"));
