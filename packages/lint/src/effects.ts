/** What happens to a database or to those who use it, by the code of a finding. */
export interface Effect {
  readonly title: string;
  /** A sentence: who waits for what, what is lost, what fails. */
  readonly effect: string;
  /** It takes longer the larger the table is, and others wait meanwhile. Default: `false`. */
  readonly holdsUp?: true;
}

const row = (title: string, effect: string): Effect => ({ title, effect });
const slow = (title: string, effect: string): Effect => ({ title, effect, holdsUp: true });

const rewrite = "Reads and writes of the table wait while the server writes it anew.";
const scan = "Reads and writes of the table wait while the server reads all of it.";
const copy = "The server copies the table; writes wait meanwhile.";

export const effects: Readonly<Record<string, Effect>> = {
  DS101: row("Schema dropped", "All tables in the schema are lost with their rows."),
  DS102: row("Table dropped", "Its rows are lost."),
  DS103: row("Column dropped", "Its values are lost."),
  MF101: slow("Unique index added", "The migration fails where two rows have the same values."),
  MF102: slow("Index made unique", "The migration fails where two rows have the same values."),
  MF103: row("NOT NULL column without default added", "The migration fails where the table has rows."),
  MF104: slow("Column made NOT NULL", "The migration fails where a row holds NULL in it."),
  LT101: slow("Column made NOT NULL without default", "The migration fails where a row holds NULL in it."),
  CD101: row("Foreign key dropped", "Rows may then refer to rows that are not there."),
  CD102: row("Check dropped", "Rows may then hold what the check kept out."),
  CD103: row("Primary key dropped", "Rows may then occur twice, and nothing tells them apart."),
  BC101: row("Table renamed", "Statements that use its former name fail until all programs are changed."),
  BC102: row("Column renamed", "Statements that use its former name fail until all programs are changed."),
  BC103: row("Table dropped", "Statements that use it fail until all programs are changed."),
  BC104: row("Column dropped", "Statements that use it fail until all programs are changed."),
  NM101: row("Name of a schema", "The name is against the policy of the project."),
  NM102: row("Name of a table", "The name is against the policy of the project."),
  NM103: row("Name of a column", "The name is against the policy of the project."),
  NM104: row("Name of an index", "The name is against the policy of the project."),
  NM105: row("Name of a foreign key", "The name is against the policy of the project."),
  NM106: row("Name of a check", "The name is against the policy of the project."),
  TX101: row(
    "Statements that share no transaction",
    "The file fails, or stays half-applied when a later statement fails.",
  ),
  TX201: row(
    "Transaction within a transaction",
    "COMMIT ends the transaction of the file: what follows is not taken back on failure.",
  ),
  SA101: row(
    "Dynamic SQL from unescaped texts",
    "Whoever controls such a text can run statements of their own.",
  ),
  OW101: row("Change without an owner's rule", "Nobody has allowed this user to change the object."),
  OW102: row("Change that a rule denies", "A rule denies this user to change the object."),
  PG101: slow("Index created without CONCURRENTLY", "Writes to the table wait until the index is built."),
  PG102: slow(
    "Index dropped without CONCURRENTLY",
    "Reads and writes of the table wait for the lock, and it for them.",
  ),
  PG103: row("CONCURRENTLY in a transaction", "The migration fails: no transaction can hold the statement."),
  PG104: slow("Primary key added", "Reads and writes of the table wait until its index is built."),
  PG105: slow("Unique constraint added", "Reads and writes of the table wait until its index is built."),
  PG108: slow("Index on a partitioned table", "Writes to all partitions wait until the indexes are built."),
  PG109: slow("Exclusion constraint added", "Reads and writes of the table wait until its index is built."),
  PG110: row("Padding between columns", "Each row takes more room than it needs."),
  PG301: slow("Type of a column changed", rewrite),
  PG302: slow("Column with a volatile default", rewrite),
  PG303: slow("Column made NOT NULL", scan),
  PG304: slow("Primary key over nullable columns", scan),
  PG305: slow("Check added", scan),
  PG306: slow("Foreign key added", "Writes to both tables wait while the server reads all of one."),
  PG307: slow("Persistence changed", rewrite),
  PG308: row("Trigger created", "Writes to the table wait for the lock, and it for them."),
  PG309: slow("Stored generated column added", rewrite),
  PG310: slow("Identity column added", rewrite),
  PG311: slow("Access method changed", rewrite),
  PG312: slow("Primary key redefined", "Reads and writes of the table wait until its index is built."),
  PG314: row("Replica identity changed", "Subscribers get more, or cannot apply updates and deletes."),
  PG320: row("Autovacuum disabled", "Dead rows pile up, and the table grows until somebody vacuums it."),
  MY101: row("NOT NULL column filled by the server", "Present rows get a value that nobody has chosen."),
  MY102: row("Inline REFERENCES", "The server ignores it: there is no foreign key."),
  MY110: slow("Value of an ENUM removed", copy),
  MY111: slow("Values of an ENUM reordered", copy),
  MY112: slow("Value of an ENUM inserted", copy),
  MY113: slow("ENUM needs another byte", copy),
  MY120: slow("Value of a SET removed", copy),
  MY121: slow("Values of a SET reordered", copy),
  MY122: slow("Value of a SET inserted", copy),
  MY123: slow("SET needs another byte", copy),
  MY130: slow("Type of a column changed", copy),
  MY131: slow("Foreign key added", "Writes to the table wait while the server copies or checks all of it."),
  MY132: slow("Primary key added", copy),
  MY133: slow("Primary key dropped", copy),
  MY134: slow("Full-text index added", "Writes to the table wait until the index is built."),
  MY135: slow("Spatial index added", "Writes to the table wait until the index is built."),
  MY136: slow("Character set of a table converted", copy),
  MY137: slow("Primary key redefined", copy),
  MY138: slow("Storage engine changed", copy),
  MY139: slow("Partitioning changed", copy),
  MY140: slow("Stored generated column added", copy),
  MY141: slow("AUTO_INCREMENT column added", copy),
  MY142: slow("Column added before others", copy),
  MY143: slow("Generated column changed", copy),
  MY144: slow("Check added", copy),
  MY145: slow("Check changed or enforced", copy),
  MY146: slow("System versioning dropped", "All former versions of the rows are lost."),
  MY147: slow("Nullability changed", copy),
  MY148: slow("Character set of a column changed", copy),
};
