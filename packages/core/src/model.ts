/**
 * A state in words that all database families share: what analyzers and custom rules look at. Made from a `State` by its
 * dialect; what only one family knows stands in `attributes`, in that family's words in snake_case.
 */
export interface Model {
  readonly schemas: readonly ModelSchema[];
  /** What people call the schema that a connection is bound to, whose name is empty elsewhere. Absent: there is none. */
  readonly bound?: string;
  readonly tables: readonly ModelTable[];
  /** Everything else: views, functions, triggers, policies, sequences, types. */
  readonly others: readonly ModelObject[];
}

export type ModelValue = string | number | boolean;
export type ModelAttributes = Readonly<Record<string, ModelValue>>;

export interface ModelSchema {
  readonly name: string;
  readonly comment?: string;
  readonly attributes: ModelAttributes;
}

export interface ModelTable {
  /** Empty for a connection that is bound to one. */
  readonly schema: string;
  readonly name: string;
  readonly comment?: string;
  /** In the order of the table. */
  readonly columns: readonly ModelColumn[];
  readonly primaryKey?: ModelIndex;
  /** With those that unique constraints own, without that of the primary key. */
  readonly indexes: readonly ModelIndex[];
  readonly foreignKeys: readonly ModelForeignKey[];
  readonly checks: readonly ModelCheck[];
  /** Its rows lie in partitions. */
  readonly isPartitioned: boolean;
  /** Such as `engine`, `charset`, `unlogged`, `row_security_enabled`, `replica_identity`, `access_method`. */
  readonly attributes: ModelAttributes;
}

export interface ModelColumn {
  readonly name: string;
  /** As the family formats it for people: `character varying(255)`, `int unsigned`. */
  readonly type: string;
  /** Its bare name in lower case: `character varying`, `int`, `enum`. */
  readonly typeName: string;
  /** What stands in the parentheses of the type: lengths, or the values of an enum or set without their quotes. */
  readonly typeArguments: readonly string[];
  readonly nullable: boolean;
  /** In SQL; absent: none. */
  readonly default?: string;
  readonly generated?: { readonly expression: string; readonly stored: boolean };
  readonly identity: boolean;
  readonly autoIncrement: boolean;
  readonly collation?: string;
  readonly charset?: string;
  readonly comment?: string;
  readonly attributes: ModelAttributes;
}

export interface ModelIndex {
  readonly name: string;
  readonly unique: boolean;
  /** A constraint owns it (UNIQUE, PRIMARY KEY, EXCLUDE). */
  readonly constraint?: "primary_key" | "unique" | "exclude";
  /** `btree`, `gin`, `fulltext`, `spatial` … in lower case; absent: the default. */
  readonly type?: string;
  readonly parts: readonly {
    readonly column?: string;
    readonly expression?: string;
    readonly prefix?: number;
    readonly desc?: boolean;
  }[];
  readonly where?: string;
  readonly comment?: string;
  readonly attributes: ModelAttributes;
}

export interface ModelForeignKey {
  readonly name: string;
  readonly columns: readonly string[];
  readonly refSchema: string;
  readonly refTable: string;
  readonly refColumns: readonly string[];
  readonly onUpdate?: string;
  readonly onDelete?: string;
  /** `false`: it was added NOT VALID and not validated yet. */
  readonly validated: boolean;
  readonly attributes: ModelAttributes;
}

export interface ModelCheck {
  readonly name: string;
  readonly expression: string;
  /** `false`: NOT VALID. */
  readonly validated: boolean;
  /** `false`: NOT ENFORCED. */
  readonly enforced: boolean;
  readonly comment?: string;
}

/** Whatever is neither a schema nor a table. Two of equal `text` are equal. */
export interface ModelObject {
  /** As in exclude patterns: `view`, `materialized`, `function`, `procedure`, `trigger`, `policy`, `sequence`, `enum`. */
  readonly kind: string;
  readonly schema: string;
  /** What people call it. */
  readonly name: string;
  /** The table or view that it belongs to; absent: none. */
  readonly table?: string;
  /** Such as `query`, `lang`, `body`, `return`, `for`, `using`. */
  readonly attributes: ModelAttributes;
  /** Of views and the like. Default: none are known. */
  readonly columns?: readonly ModelColumn[];
  /** Of a materialized view. Default: none. */
  readonly indexes?: readonly ModelIndex[];
  /** Of functions and procedures, in their order. Default: none are known. */
  readonly arguments?: readonly ModelArgument[];
  /** All that a comparison looks at, in one text. */
  readonly text: string;
}

export interface ModelArgument {
  /** Empty: it has none. */
  readonly name: string;
  readonly type: string;
  /** In SQL; absent: none. */
  readonly default?: string;
  /** `IN`, `OUT`, `INOUT`, `VARIADIC`. */
  readonly mode: string;
}
