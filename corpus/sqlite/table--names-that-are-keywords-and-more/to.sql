CREATE TABLE [check] ([constraint] integer PRIMARY KEY, `primary` text, 'unique' text NOT NULL DEFAULT 'x', "foreign" text, "" text);
CREATE INDEX "where" ON "check" ("unique", `primary`) WHERE "foreign" IS NOT NULL;
