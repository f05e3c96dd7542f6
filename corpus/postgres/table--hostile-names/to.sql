CREATE TABLE "select" ("from" integer PRIMARY KEY, "a""b" text DEFAULT 'it''s', "c.d" text, "größe \ x" integer);
CREATE INDEX "in dex" ON "select" ("c.d", "a""b");
COMMENT ON COLUMN "select"."c.d" IS 'dotted';
CREATE TABLE "Capital Letters" ("Id" integer REFERENCES "select" ("from"));
