import { type Directory, directoryOf } from "@atlas/migrate";

/** Files that are taken back, and whose they are. */
export interface DownFiles {
  /** What no transaction holds is among them. */
  readonly title: string;
  readonly directory: Directory;
  /** All that takes the last two files back, of which the first one's is computed. */
  readonly written: readonly string[];
}

interface Parts {
  readonly title: string;
  readonly concurrently: string;
  readonly onTable: string;
}

/**
 * The first file stays; the way back of the second is computed, the third says it, with statements that can be seen to
 * have run twice or not at all.
 */
function filesWith({ title, concurrently, onTable }: Parts): DownFiles {
  const head = concurrently === "" ? "" : "-- atlas:txmode none\n\n";
  const written = [
    "UPDATE a SET n = n + 10",
    "DROP TABLE x",
    "UPDATE a SET n = n + 100",
    "INSERT INTO a VALUES (7)",
    `DROP INDEX${concurrently} j${onTable}`,
    "UPDATE a SET n = n * 2",
    "DROP TABLE w",
  ];
  const texts = {
    "1_stays.sql": "CREATE TABLE a (n int);\nINSERT INTO a VALUES (1);\n",
    "2_computed.sql": `${head}CREATE TABLE t (id int PRIMARY KEY, c int);
ALTER TABLE t ADD COLUMN d int;
CREATE INDEX${concurrently} i ON t (c);
INSERT INTO t VALUES (1, 2, 3);
CREATE TABLE u (id int);
CREATE VIEW v AS SELECT id FROM u;
`,
    "3_written.sql": `-- atlas:txtar

-- migration.sql --
CREATE TABLE w (id int);
CREATE TABLE x (id int);
CREATE INDEX j ON w (id);
-- down.sql --
${written.map((sql) => `${sql};\n`).join("")}`,
  };
  const files = Object.entries(texts).map(([name, text]) => ({ name, text }));
  return { title, directory: directoryOf("migrations", "atlas", files), written };
}

export const heldFiles = filesWith({ title: "", concurrently: "", onTable: "" });
export const concurrentFiles = filesWith({
  title: ", with what no transaction holds,",
  concurrently: " CONCURRENTLY",
  onTable: "",
});
export const mysqlDownFiles = filesWith({ title: "", concurrently: "", onTable: " ON w" });
