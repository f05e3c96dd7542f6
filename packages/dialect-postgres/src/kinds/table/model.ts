import type { Ref, SchemaObject } from "@atlas/core";
import type { Grant } from "../privileges.ts";

/**
 * A table with all that belongs to it: plain, partitioned, a partition, or one that inherits. Typed tables are not
 * modelled.
 *
 * Expressions are the server's own text, deparsed so that names of the bound schema carry no qualifier.
 * `uses` lists say what a part depends on outside its table (functions, types, sequences); they order a plan
 * and are never compared.
 */
export interface Table extends SchemaObject {
  readonly kind: "table";
  /** It stands for a foreign table of these columns, checks and parents: what refers to it refers to that one. */
  readonly foreign?: true;
  /** The table is partitioned by it: its rows lie in its partitions. */
  readonly partitionKey?: PartitionKey;
  /** The table is a partition. It may be partitioned itself. */
  readonly partitionOf?: PartitionOf;
  /** The tables it inherits from, in the order of the server; absent: none. */
  readonly inherits?: readonly TableName[];
  /** Parts that it only has because its parents have them. Never compared: they follow the parents. */
  readonly fromParents?: readonly InheritedPart[];
  readonly comment?: string;
  /** In the order of the table. The order is kept where a table is created and never compared. */
  readonly columns: readonly Column[];
  readonly primaryKey?: Key;
  /** Unique constraints. A unique index without one is in `indexes`. By name. */
  readonly uniques: readonly Key[];
  readonly exclusions: readonly Exclusion[];
  readonly checks: readonly Check[];
  readonly foreignKeys: readonly ForeignKey[];
  /** Indexes that no constraint owns. By name. */
  readonly indexes: readonly Index[];
  readonly unlogged: boolean;
  /** Absent: the server's own, `heap`. */
  readonly accessMethod?: string;
  /** Storage parameters by name; those of the TOAST table start with `toast.`. */
  readonly options: readonly Option[];
  readonly replicaIdentity: ReplicaIdentity;
  /** Name of the index that CLUSTER goes by; absent: none. A partitioned table has none. */
  readonly clusterOn?: string;
  readonly rowSecurity: boolean;
  /** Row security also holds for the table's owner. */
  readonly forceRowSecurity: boolean;
}

export interface TableName {
  readonly schema: string;
  readonly name: string;
  /** It is a foreign table, from which others may inherit. */
  readonly foreign?: true;
}

export interface PartitionKey {
  readonly strategy: "RANGE" | "LIST" | "HASH";
  readonly parts: readonly PartitionPart[];
  /** What its expressions depend on. Default: nothing. */
  readonly uses?: readonly Ref[];
}

export interface PartitionPart {
  readonly column?: string;
  /** Without a column: the expression, in parentheses. */
  readonly expression?: string;
  /** As SQL writes it; absent: that of the column or expression. */
  readonly collation?: string;
  /** As SQL writes it; absent: the default of the type. */
  readonly operatorClass?: string;
}

export interface PartitionOf {
  readonly parent: TableName;
  /** `FOR VALUES FROM (1) TO (10)`, `FOR VALUES IN ('a')`, `FOR VALUES WITH (modulus 4, remainder 0)` or `DEFAULT`. */
  readonly bound: string;
}

/** A part as the table has it, under the name that the server gave it. */
export interface InheritedPart {
  readonly part: TablePart;
  /** The name of the parent's part. */
  readonly of: string;
}

export interface Option {
  readonly name: string;
  readonly value: string;
}

export type ReplicaIdentity =
  | { readonly by: "default" | "full" | "nothing" }
  | { readonly by: "index"; readonly index: string };

export interface Column {
  readonly name: string;
  /**
   * Canonical text as SQL writes it: `character varying(255)`, `timestamptz(3)`, `"public"."mood"[]`.
   * Of a serial column the integer type below it; `printedType` gives `serial`.
   */
  readonly type: string;
  /** The user type, also below an array. */
  readonly typeRef?: Ref;
  readonly notNull: boolean;
  /** PostgreSQL 18: of the NOT NULL constraint, when it is not `<table>_<column>_not_null`. */
  readonly notNullName?: string;
  /** PostgreSQL 18: the constraint holds for new rows only. */
  readonly notNullNotValid?: boolean;
  /** PostgreSQL 18: the constraint is not inherited by children. */
  readonly notNullNoInherit?: boolean;
  /** PostgreSQL 18: of the NOT NULL constraint, where a parent has it, too. Never compared. */
  readonly notNullOfParent?: string;
  /** Absent for serial, identity and generated columns, and where it is that of the parent. */
  readonly default?: string;
  /** The default is that of the same column of a parent; `false`: it has none where a parent has one. */
  readonly inheritsDefault?: boolean;
  /**
   * A parent has the column, too: `only` there it is declared, or here as well (`merged`). Never compared: the server
   * cannot make a column less its own than it is.
   */
  readonly inherited?: "only" | "merged";
  readonly serial?: OwnedSequence;
  readonly identity?: Identity;
  readonly generated?: Generated;
  /** As SQL writes it, `"C"` or `"public"."german"`; absent: that of the type. */
  readonly collation?: string;
  readonly comment?: string;
  /** `PLAIN`, `EXTERNAL`, `EXTENDED` or `MAIN`; absent: that of the type. */
  readonly storage?: string;
  /** `pglz` or `lz4`; absent: the server's setting. */
  readonly compression?: string;
  /** The statistics target; absent: the server's setting. */
  readonly statistics?: number;
  /** `n_distinct` and the like. */
  readonly options: readonly Option[];
  /** Privileges on this column alone. Never compared: they come back with a column that is made again. */
  readonly grants?: readonly Grant[];
  /** What the default or the generation expression depends on. */
  readonly uses: readonly Ref[];
  /** Columns of the same table that the generation expression reads. */
  readonly reads: readonly string[];
}

/** The settings of a sequence that lives and dies with its column. Numbers are texts: they exceed 2^53. */
export interface OwnedSequence {
  /** Bare name; it always is in the schema of its table. */
  readonly sequence: string;
  /** `smallint`, `integer` or `bigint`. */
  readonly type: string;
  readonly start: string;
  readonly increment: string;
  readonly min: string;
  readonly max: string;
  readonly cache: string;
  readonly cycle: boolean;
}

export interface Identity extends OwnedSequence {
  readonly generation: "ALWAYS" | "BY DEFAULT";
}

export interface Generated {
  readonly expression: string;
  /** Virtual columns exist since PostgreSQL 18. */
  readonly kind: "stored" | "virtual";
}

/** When a constraint is checked; absent where it cannot be deferred. */
export type Deferrable = "INITIALLY IMMEDIATE" | "INITIALLY DEFERRED";

/** A primary key or a unique constraint. */
export interface Key {
  readonly kind: "primary_key" | "unique";
  readonly name: string;
  readonly columns: readonly string[];
  readonly include: readonly string[];
  /** Since PostgreSQL 15. */
  readonly nullsNotDistinct: boolean;
  /** PostgreSQL 18: the last column is a range that must not overlap. */
  readonly withoutOverlaps: boolean;
  readonly deferrable?: Deferrable;
  /** Storage parameters of its index. */
  readonly options: readonly Option[];
  readonly comment?: string;
  /** Of the index below the constraint. */
  readonly indexComment?: string;
  /** What its index depends on: an extension, where that knows how to compare. Default: nothing. */
  readonly uses?: readonly Ref[];
}

export interface IndexPart {
  readonly column?: string;
  /** Without a column: the expression, in parentheses. */
  readonly expression?: string;
  /** As SQL writes it; absent: that of the column. */
  readonly collation?: string;
  /** As SQL writes it, `text_pattern_ops` or `gist_trgm_ops(siglen='32')`; absent: the default without parameters. */
  readonly operatorClass?: string;
  readonly descending: boolean;
  readonly nullsFirst: boolean;
}

export interface Index {
  readonly kind: "index";
  readonly name: string;
  readonly unique: boolean;
  /** `btree`, `gin`, … */
  readonly method: string;
  readonly parts: readonly IndexPart[];
  readonly include: readonly string[];
  readonly nullsNotDistinct: boolean;
  readonly where?: string;
  readonly options: readonly Option[];
  /** Statistics targets of keys that are expressions, by the number of the key. */
  readonly statistics: readonly { readonly key: number; readonly target: number }[];
  /** Left behind by a failed concurrent build: it is never equal and will be rebuilt. */
  readonly invalid: boolean;
  readonly comment?: string;
  readonly uses: readonly Ref[];
  /** Every column of the table it depends on, also through expressions. */
  readonly reads: readonly string[];
}

export interface Exclusion {
  readonly kind: "exclusion";
  readonly name: string;
  readonly method: string;
  readonly parts: readonly ExclusionPart[];
  readonly include: readonly string[];
  readonly where?: string;
  readonly options: readonly Option[];
  readonly deferrable?: Deferrable;
  readonly comment?: string;
  readonly indexComment?: string;
  readonly uses: readonly Ref[];
  readonly reads: readonly string[];
}

export interface ExclusionPart extends IndexPart {
  /** As SQL writes it: `&&` or `OPERATOR("s".=)`. */
  readonly operator: string;
}

export interface Check {
  readonly kind: "check";
  readonly name: string;
  /** In parentheses. */
  readonly expression: string;
  readonly noInherit: boolean;
  /** Rows that exist were never checked. */
  readonly notValid: boolean;
  /** PostgreSQL 18. */
  readonly notEnforced: boolean;
  readonly comment?: string;
  readonly uses: readonly Ref[];
  readonly reads: readonly string[];
}

export type ForeignKeyAction = "NO ACTION" | "RESTRICT" | "CASCADE" | "SET NULL" | "SET DEFAULT";

export interface ForeignKey {
  readonly kind: "foreign_key";
  readonly name: string;
  readonly columns: readonly string[];
  /** Also a table outside of what was read: then its schema is never empty. */
  readonly references: {
    readonly schema: string;
    readonly name: string;
    readonly columns: readonly string[];
  };
  /** Name of the referenced table's index or constraint that it stands on. Never compared. */
  readonly supportedBy: string;
  readonly onUpdate: ForeignKeyAction;
  readonly onDelete: ForeignKeyAction;
  /** Only these columns are set by `onDelete` (PostgreSQL 15); empty: all. */
  readonly onDeleteColumns: readonly string[];
  readonly matchFull: boolean;
  /** PostgreSQL 18: the last column pair is a period. */
  readonly period: boolean;
  readonly deferrable?: Deferrable;
  readonly notValid: boolean;
  /** PostgreSQL 18. */
  readonly notEnforced: boolean;
  readonly comment?: string;
}

/** Any part that has a name of its own and belongs to a table. */
export type TablePart = Key | Index | Exclusion | Check | ForeignKey;

/** The ref of a table's part: kind, the table's schema and name, and the part's name. */
export function partRef(table: { readonly schema: string; readonly name: string }, part: TablePart): Ref {
  return { kind: part.kind, schema: table.schema, table: table.name, name: part.name };
}
