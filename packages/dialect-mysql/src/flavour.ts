/** Servers that speak one protocol and are databases of their own. */
export type Flavour = "mysql" | "mariadb" | "tidb";

type Version = readonly [major: number, minor: number, patch: number];

/** What the version text of a server says. */
export interface Server {
  readonly flavour: Flavour;
  readonly version: Version;
  /** As the server gives it: `9.7.4`, `10.11.19-MariaDB-0+deb12u1`, `8.0.11-TiDB-v7.5.0`. */
  readonly text: string;
}

type Since = Version | "always" | "never";

/** From which version on each flavour has something. TiDB is judged by the MySQL version that it claims, if nothing is said. */
interface Gate {
  readonly mysql: Since;
  readonly mariadb: Since;
  readonly tidb?: Since;
}

/**
 * Every difference between flavours and versions that anything depends on.
 *
 * @see https://dev.mysql.com/doc/refman/8.4/en/ and https://mariadb.com/kb/en/
 */
const gates = {
  /** CHECK constraints are enforced and not just parsed. */
  check: { mysql: [8, 0, 16], mariadb: [10, 2, 1], tidb: "always" },
  /** A check may be NOT ENFORCED. */
  notEnforced: { mysql: [8, 0, 16], mariadb: "never" },
  /** `ALTER TABLE … DROP CONSTRAINT` of any constraint. */
  dropConstraint: { mysql: [8, 0, 19], mariadb: [10, 2, 1] },
  /** `ALTER TABLE … DROP CHECK`; otherwise DROP CONSTRAINT. */
  dropCheck: { mysql: [8, 0, 16], mariadb: "never" },
  expressionIndex: { mysql: [8, 0, 13], mariadb: "never" },
  expressionDefault: { mysql: [8, 0, 13], mariadb: [10, 2, 1] },
  /** The catalog puts backslashes before quotes of expressions, and takes bytes of names for characters. */
  escapedExpressions: { mysql: [8, 0, 0], mariadb: "never", tidb: "always" },
  generatedColumn: { mysql: [5, 7, 0], mariadb: [10, 2, 0] },
  renameColumn: { mysql: [8, 0, 0], mariadb: [10, 5, 2] },
  renameIndex: { mysql: [5, 7, 0], mariadb: [10, 5, 2] },
  indexComment: { mysql: [5, 5, 3], mariadb: "always" },
  /** An automatic check goes with every JSON column, which is a longtext. */
  jsonCheck: { mysql: "never", mariadb: [10, 4, 3] },
  /** JSON is a name for longtext. */
  jsonAlias: { mysql: "never", mariadb: "always" },
  /** An integer type no longer shows a display width. */
  noDisplayWidth: { mysql: [8, 0, 19], mariadb: "never" },
  /** Defaults are shown as SQL: literals in quotes, `NULL` for none. */
  quotedDefaults: { mysql: "never", mariadb: [10, 2, 7] },
  descendingIndex: { mysql: [8, 0, 1], mariadb: [10, 8, 1] },
  /** `INVISIBLE` indexes. */
  invisibleIndex: { mysql: [8, 0, 0], mariadb: "never" },
  /** `IGNORED` indexes. */
  ignoredIndex: { mysql: "never", mariadb: [10, 6, 0] },
  invisibleColumn: { mysql: [8, 0, 23], mariadb: [10, 3, 3] },
  /** `[NOT] NULL` may stand with a generated column. */
  generatedNull: { mysql: "always", mariadb: "never" },
  systemVersioning: { mysql: "never", mariadb: [10, 3, 4] },
  applicationPeriod: { mysql: "never", mariadb: [10, 4, 3] },
  /** `SCHEMATA.SCHEMA_COMMENT`. */
  schemaComment: { mysql: "never", mariadb: [10, 5, 0] },
  /** `SCHEMATA.DEFAULT_ENCRYPTION`. */
  schemaEncryption: { mysql: [8, 0, 16], mariadb: "never", tidb: "never" },
  /** `VIEWS.ALGORITHM`. */
  viewAlgorithm: { mysql: "never", mariadb: "always" },
  /** `ALTER FUNCTION … COMMENT ''` takes a comment away. */
  emptyRoutineComment: { mysql: "never", mariadb: "always" },
  /** Parameters of routines may have defaults, which only `SHOW CREATE` tells. */
  parameterDefault: { mysql: "never", mariadb: [11, 8, 1] },
  /** Routines in other languages, told by `ROUTINES.EXTERNAL_LANGUAGE`. */
  externalLanguage: { mysql: [8, 0, 0], mariadb: "never" },
  /** `DISABLE ON REPLICA` instead of `DISABLE ON SLAVE`. */
  replicaWord: { mysql: [8, 0, 22], mariadb: "never" },
  /** `INFORMATION_SCHEMA.LIBRARIES`. */
  libraries: { mysql: [9, 2, 0], mariadb: "never", tidb: "never" },
  /** `INFORMATION_SCHEMA.SCHEMATA_EXTENSIONS`. */
  schemaOptions: { mysql: [8, 0, 22], mariadb: "never", tidb: "never" },
  /** `INFORMATION_SCHEMA.RESOURCE_GROUPS`. */
  resourceGroups: { mysql: [8, 0, 3], mariadb: "never", tidb: "never" },
  sequence: { mysql: "never", mariadb: [10, 3, 0] },
  /** `ALGORITHM=INSTANT`. */
  instant: { mysql: [8, 0, 12], mariadb: [10, 3, 2] },
  /** A column is added anywhere, and dropped, in an instant. */
  instantAnywhere: { mysql: [8, 0, 29], mariadb: [10, 4, 0] },
  /** A column gets another name in an instant. */
  instantRename: { mysql: [8, 0, 28], mariadb: [10, 3, 2] },
  /** Another collation, or utf8mb4 for utf8mb3, where no index holds the column, leaves the rows as they are. */
  lightCollation: { mysql: [8, 0, 0], mariadb: [10, 4, 3] },
  /** A virtual column goes along with others, and nothing is copied. */
  virtualBesideDrops: { mysql: [8, 0, 29], mariadb: "always" },
  /** A column in front of a virtual one goes, and nothing is copied. */
  dropBeforeVirtual: { mysql: [8, 0, 29], mariadb: "always" },
  /** A column and the computed ones that read it may go in one statement. */
  dropsWithComputed: { mysql: [8, 0, 0], mariadb: "always" },
  /** A statement about partitions may ask for its algorithm. */
  partitionAlgorithm: { mysql: [8, 0, 0], mariadb: "never" },
  /** Another schedule takes the end of an event away if it names none. */
  scheduleForgetsEnd: { mysql: [8, 0, 0], mariadb: "never" },
  /** Others may write to a table while it is copied. */
  onlineCopy: { mysql: "never", mariadb: [11, 2, 1] },
  /** `CREATE OR REPLACE` of routines, triggers and events. */
  orReplace: { mysql: "never", mariadb: "always" },
  /** `CHECK_CONSTRAINTS` of the information schema names the table. */
  checkTable: { mysql: "never", mariadb: "always" },
  /** … and whether the check stands with a column. */
  checkLevel: { mysql: "never", mariadb: [10, 5, 10] },
  /** The information schema is made of tables: no view of it opens every table. */
  dataDictionary: { mysql: [8, 0, 0], mariadb: "never" },
  /** The information schema says what a view uses. */
  viewUsage: { mysql: [8, 0, 13], mariadb: "never" },
  /** `STATISTICS.EXPRESSION`. */
  statisticsExpression: { mysql: [8, 0, 13], mariadb: "never" },
  /** A system view of statistics is cached unless `information_schema_stats_expiry` is 0. */
  cachedStatistics: { mysql: [8, 0, 3], mariadb: "never" },
  /** `INFORMATION_SCHEMA.TABLESPACES_EXTENSIONS`, and what `FILES` says of `AUTOEXTEND_SIZE`. */
  tablespaceNames: { mysql: [8, 0, 23], mariadb: "never", tidb: "never" },
  /** `REF_SYSTEM_ID` of spatial columns, told by `GEOMETRY_COLUMNS` alone. */
  refSystemId: { mysql: "never", mariadb: [10, 1, 2] },
  /** `SHOW CREATE TABLE` costs no more than the rest of the catalog: the server has just read the same file. */
  cheapCreateText: { mysql: "never", mariadb: "always" },
  /** Columns of a spatial type may be bound to a reference system. */
  srid: { mysql: [8, 0, 3], mariadb: "never" },
  uuidType: { mysql: "never", mariadb: [10, 7, 1] },
  inet4Type: { mysql: "never", mariadb: [10, 10, 1] },
  inet6Type: { mysql: "never", mariadb: [10, 5, 0] },
  vectorType: { mysql: [9, 0, 0], mariadb: [11, 7, 1] },
} as const satisfies Readonly<Record<string, Gate>>;

export type Feature = keyof typeof gates;

/** Reads a version text (`SELECT VERSION()`). Without one it is taken for a new MySQL. */
export function serverOf(text: string): Server {
  const flavour: Flavour = /mariadb/i.test(text) ? "mariadb" : /tidb/i.test(text) ? "tidb" : "mysql";
  // MariaDB used to hide behind 5.5.5, which old replication clients asked for.
  const digits = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text.replace(/^5\.5\.5-(?=\d+\.)/, ""));
  const version: Version = digits
    ? [Number(digits[1]), Number(digits[2]), Number(digits[3] ?? 0)]
    : [99, 0, 0];
  return { flavour, version, text };
}

export function supports(server: Server, feature: Feature): boolean {
  const gate: Gate = gates[feature];
  const since =
    (server.flavour === "tidb" ? gate.tidb : undefined) ??
    gate[server.flavour === "mariadb" ? "mariadb" : "mysql"];
  if (since === "always" || since === "never") return since === "always";
  for (const [index, wanted] of since.entries()) {
    const present = server.version[index] ?? 0;
    if (present !== wanted) return present > wanted;
  }
  return true;
}

/** What people call the server: `MariaDB 10.11.19`. */
export function serverTitle({ flavour, version }: Server): string {
  const name = { mysql: "MySQL", mariadb: "MariaDB", tidb: "TiDB" }[flavour];
  return `${name} ${version.join(".")}`;
}
