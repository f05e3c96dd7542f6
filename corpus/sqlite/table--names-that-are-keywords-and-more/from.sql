CREATE TABLE [check] ([constraint] integer PRIMARY KEY, `primary` text, 'unique' text, "foreign" text, "" text);
CREATE INDEX "where" ON "check" ("unique", `primary`) WHERE "foreign" IS NOT NULL;
