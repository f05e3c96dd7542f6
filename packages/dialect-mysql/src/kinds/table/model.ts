import type { Ref, SchemaObject } from "@atlas/core";

/**
 * A table with all that belongs to it. Expressions are the server's own text, in which names of the bound schema carry
 * no qualifier. What is absent is not there; nothing is left to what a server might take for the default, except where
 * a docstring says so.
 */
export interface Table extends SchemaObject {
  readonly kind: "table";
  /** In the order of the table, which is kept where a table is created and never compared. */
  readonly columns: readonly Column[];
  readonly primaryKey?: PrimaryKey;
  /** Every index but that of the primary key, unique ones among them; by name. */
  readonly indexes: readonly Index[];
  readonly foreignKeys: readonly ForeignKey[];
  /** Without those that a JSON column of MariaDB brings along. */
  readonly checks: readonly Check[];
  /** As the server spells it: `MyISAM`. Absent: InnoDB, of a server that makes such tables where nothing is said. */
  readonly engine?: string;
  /** Always there in a state that was read; absent in one that a text declares, and then that of the schema. */
  readonly charset?: string;
  readonly collation?: string;
  readonly comment?: string;
  /** The next value, as digits, where it was read or declared and is above 1. It only ever grows. */
  readonly autoIncrement?: string;
  /** Other table options by their name in upper case, such as `ROW_FORMAT` with `COMPRESSED`; by name. */
  readonly options: readonly TableOption[];
  readonly partitioning?: Partitioning;
  /** MariaDB: `WITH SYSTEM VERSIONING`. */
  readonly systemVersioned: boolean;
  /** MariaDB: periods of a table's own, such as `PERIOD FOR p (a, b)`; by name. */
  readonly periods: readonly Period[];
  /** Parts that patterns leave out and that stand on columns. Never compared. */
  readonly excluded?: readonly ExcludedPart[];
}

/** What would silently change or go along if one of its columns went. */
export interface ExcludedPart {
  /** `index "i"` */
  readonly title: string;
  readonly columns: readonly string[];
  readonly expressions: readonly string[];
}

export interface TableOption {
  readonly name: string;
  /** As SQL writes it. */
  readonly value: string;
}

export interface Column {
  readonly name: string;
  /**
   * Canonical text as SQL writes it: `int`, `bigint unsigned`, `varchar(255)`, `enum('a','b')`, `bool`, `json`,
   * `int(5) unsigned zerofill`.
   */
  readonly type: string;
  /** Of character types: always there in a state that was read; in one that a text declares, where it says so. */
  readonly charset?: string;
  readonly collation?: string;
  readonly nullable: boolean;
  readonly default?: Default;
  readonly generated?: Generated;
  /** As SQL writes it: `CURRENT_TIMESTAMP(3)`. */
  readonly onUpdate?: string;
  readonly autoIncrement: boolean;
  readonly invisible: boolean;
  readonly comment?: string;
  /** Of a spatial column, as digits: `SRID` of MySQL, which values must have, and `REF_SYSTEM_ID` of MariaDB, a note. */
  readonly srid?: string;
  /** MariaDB: `START` and `END` are the columns of the system period. */
  readonly rowPeriod?: "START" | "END";
  /** MariaDB: changes of it are not kept, in a table with system versioning. */
  readonly withoutSystemVersioning?: true;
  /** MariaDB: `COMPRESSED` with its method. */
  readonly compressed?: string;
  /** What the default depends on outside of its table: sequences of MariaDB. Never compared. */
  readonly uses: readonly Ref[];
}

export type Default =
  /** The plain value, without quotes: `7`, `it's`, `0x0a`, `b'101'`. Its type says how it is written. */
  | { readonly literal: string }
  /** As SQL writes it: `CURRENT_TIMESTAMP(3)`, `(uuid())`. */
  | { readonly sql: string };

export interface Generated {
  /** In parentheses. */
  readonly expression: string;
  readonly stored: boolean;
}

/** `BTREE` is what an index is without a type. */
export type IndexType = "BTREE" | "HASH" | "RTREE" | "FULLTEXT" | "SPATIAL" | "VECTOR";

export interface IndexPart {
  readonly column?: string;
  /** Without a column: the expression, in parentheses. */
  readonly expression?: string;
  /** How many characters or bytes of the column are in the index. */
  readonly prefix?: number;
  readonly descending: boolean;
}

export interface PrimaryKey {
  readonly parts: readonly IndexPart[];
  readonly type: IndexType;
  readonly comment?: string;
  /** MariaDB: the period that may not overlap, `WITHOUT OVERLAPS`. */
  readonly withoutOverlaps?: string;
}

export interface Index {
  readonly name: string;
  readonly unique: boolean;
  readonly type: IndexType;
  /** Of a fulltext index: `ngram`. */
  readonly parser?: string;
  readonly parts: readonly IndexPart[];
  readonly comment?: string;
  /** `INVISIBLE` of MySQL, `IGNORED` of MariaDB: the optimizer does not use it. */
  readonly invisible: boolean;
  /** MariaDB: the period that may not overlap. */
  readonly withoutOverlaps?: string;
  /** `KEY_BLOCK_SIZE` and the options of a vector index, as SQL writes them; by name. */
  readonly options: readonly TableOption[];
}

export type ForeignKeyAction = "NO ACTION" | "RESTRICT" | "CASCADE" | "SET NULL" | "SET DEFAULT";

export interface ForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  /** Also a table outside of what was read: then its schema is never empty. */
  readonly references: {
    readonly schema: string;
    readonly name: string;
    readonly columns: readonly string[];
  };
  readonly onUpdate: ForeignKeyAction;
  readonly onDelete: ForeignKeyAction;
}

export interface Check {
  readonly name: string;
  /** In parentheses. */
  readonly expression: string;
  readonly enforced: boolean;
  /** MariaDB: it stands with this column and has its name; it changes and goes with the column's definition. */
  readonly column?: string;
}

export interface Period {
  readonly name: string;
  readonly from: string;
  readonly to: string;
}

/** The rows lie in partitions. */
export interface Partitioning {
  readonly by: PartitionMethod;
  readonly subpartitionBy?: PartitionMethod;
  /** In their order. Those that only a number asks for (HASH, KEY) are there, too, under the server's names. */
  readonly partitions: readonly Partition[];
}

export interface PartitionMethod {
  readonly method:
    | "RANGE"
    | "RANGE COLUMNS"
    | "LIST"
    | "LIST COLUMNS"
    | "HASH"
    | "LINEAR HASH"
    | "KEY"
    | "LINEAR KEY"
    | "SYSTEM_TIME";
  readonly columns?: readonly string[];
  /** Instead of columns: the expression, without parentheses around the whole. */
  readonly expression?: string;
  /** Of subpartitions: how many a partition has. */
  readonly count?: number;
}

export interface Partition {
  readonly name: string;
  /** `LESS THAN (10)`, `LESS THAN MAXVALUE`, `IN (1,2)`, `HISTORY`, `CURRENT`; absent for HASH and KEY. */
  readonly values?: string;
  readonly comment?: string;
  /** Names of its subpartitions, in their order. */
  readonly subpartitions?: readonly string[];
}

/** Parts of a table that have a name of their own. */
export type PartKind = "column" | "index" | "foreign_key" | "check" | "primary_key" | "partition";

/** The ref of a table's part. A primary key is named `PRIMARY`. */
export function partRef(
  table: { readonly schema: string; readonly name: string },
  kind: PartKind,
  name: string,
): Ref {
  return { kind, schema: table.schema, table: table.name, name };
}
