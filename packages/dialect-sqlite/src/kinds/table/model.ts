import type { SchemaObject } from "@atlas/core";

/**
 * A table with all that belongs to it, as its CREATE statements say. Expressions are the author's text with
 * comments left out; SQLite keeps no other form.
 */
export interface Table extends SchemaObject {
  readonly kind: "table";
  /** In the order of the table. The order is kept where a table is created and never compared. */
  readonly columns: readonly Column[];
  readonly primaryKey?: PrimaryKey;
  readonly uniques: readonly Unique[];
  readonly foreignKeys: readonly ForeignKey[];
  readonly checks: readonly Check[];
  readonly strict: boolean;
  readonly withoutRowid: boolean;
  /** Indexes with a CREATE INDEX of their own, by name. */
  readonly indexes: readonly Index[];
  /** What was taken out by exclude patterns, by kind and name: never compared, and lost if it were built anew. */
  readonly excluded?: readonly string[];
}

export type Conflict = "ROLLBACK" | "ABORT" | "FAIL" | "IGNORE" | "REPLACE";

export interface Column {
  readonly name: string;
  /** As declared, and compared without regard to case and blanks: `VARCHAR(255)`; empty: none. */
  readonly type: string;
  readonly notNull: boolean;
  readonly notNullConflict?: Conflict;
  /** As SQL writes it behind DEFAULT: a literal, a keyword, or an expression in parentheses. */
  readonly default?: string;
  readonly collation?: string;
  readonly generated?: Generated;
}

export interface Generated {
  /** In parentheses. */
  readonly expression: string;
  readonly stored: boolean;
}

export interface KeyPart {
  readonly column?: string;
  /** Without a column: the expression. */
  readonly expression?: string;
  readonly collation?: string;
  readonly descending: boolean;
}

export interface PrimaryKey {
  readonly name?: string;
  readonly parts: readonly KeyPart[];
  readonly autoincrement: boolean;
  readonly conflict?: Conflict;
  /**
   * Declared as `INTEGER PRIMARY KEY DESC` with the column, which (by an old mistake that SQLite keeps) does
   * not make the column the rowid.
   * @see https://www.sqlite.org/lang_createtable.html#rowid
   */
  readonly notRowid: boolean;
}

export interface Unique {
  readonly name?: string;
  readonly parts: readonly KeyPart[];
  readonly conflict?: Conflict;
}

export interface ForeignKey {
  readonly name?: string;
  readonly columns: readonly string[];
  readonly refTable: string;
  /** Empty: the primary key of the referenced table. */
  readonly refColumns: readonly string[];
  /** Absent: NO ACTION. */
  readonly onUpdate?: string;
  readonly onDelete?: string;
  /** Kept, though SQLite does not act on it. */
  readonly match?: string;
  /** DEFERRABLE INITIALLY DEFERRED; every other form means the same as none. */
  readonly deferred: boolean;
}

export interface Check {
  readonly name?: string;
  /** In parentheses. */
  readonly expression: string;
  readonly conflict?: Conflict;
}

export interface Index {
  readonly name: string;
  readonly unique: boolean;
  readonly parts: readonly KeyPart[];
  /** The predicate of a partial index. */
  readonly where?: string;
}
