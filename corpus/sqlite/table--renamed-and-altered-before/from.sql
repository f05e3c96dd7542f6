CREATE TABLE "old" (id integer PRIMARY KEY, v text CHECK ("old".v <> ''));
ALTER TABLE "old" RENAME TO t;
ALTER TABLE t ADD COLUMN w text DEFAULT 'x';
ALTER TABLE t RENAME COLUMN v TO "the value";
