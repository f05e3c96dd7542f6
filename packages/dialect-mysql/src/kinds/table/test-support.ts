import { type DraftStep, type Policy, type State, type StepsContext } from "@atlas/core";
import { tableKind } from "./index.ts";
import type { Column, ForeignKey, Index, Table } from "./model.ts";

export const mysql9 = "9.4.0";
export const mariadb = "10.11.9-MariaDB";
export const tidb = "8.0.11-TiDB-v7.5.0";

export function column(name: string, type: string, rest: Partial<Column> = {}): Column {
  return { name, type, nullable: true, autoIncrement: false, invisible: false, uses: [], ...rest };
}

export function text(name: string, length: number, rest: Partial<Column> = {}): Column {
  return column(name, `varchar(${length})`, {
    charset: "utf8mb4",
    collation: "utf8mb4_0900_ai_ci",
    ...rest,
  });
}

export function index(name: string, columns: readonly string[], rest: Partial<Index> = {}): Index {
  const parts = columns.map((one) => ({ column: one, descending: false }));
  return { name, unique: false, type: "BTREE", parts, invisible: false, options: [], ...rest };
}

export function foreignKey(
  name: string,
  of: string,
  references: string,
  rest: Partial<ForeignKey> = {},
): ForeignKey {
  return {
    name,
    columns: [of],
    references: { schema: "", name: references, columns: ["id"] },
    onUpdate: "NO ACTION",
    onDelete: "NO ACTION",
    ...rest,
  };
}

export function table(columns: readonly Column[], rest: Partial<Table> = {}): Table {
  return {
    kind: "table",
    schema: "",
    name: "t",
    columns,
    indexes: [],
    foreignKeys: [],
    checks: [],
    charset: "utf8mb4",
    collation: "utf8mb4_0900_ai_ci",
    options: [],
    systemVersioned: false,
    periods: [],
    ...rest,
  };
}

export function state(version: string, tables: readonly Table[]): State {
  return { dialect: "mysql", version, scope: { bound: "s", schemas: [] }, objects: tables, unmanaged: [] };
}

export interface Given {
  readonly version?: string;
  readonly policy?: Policy;
  readonly indent?: string;
}

export function change(
  from: Table,
  to: Table,
  { version = mysql9, policy, indent = "" }: Given = {},
): readonly DraftStep[] {
  const states = { from: state(version, [from]), to: state(version, [to]), ...(policy && { policy }) };
  const context: StepsContext = { ...states, indent, detach: new Set() };
  return tableKind.steps(tableKind.compare(from, to, states), context);
}

export function create(
  to: Table,
  { version = mysql9, policy, indent = "" }: Given = {},
): readonly DraftStep[] {
  const ref = { kind: "table", schema: to.schema, name: to.name };
  const added = { kind: "add_table", object: ref, subject: ref, to };
  return tableKind.steps([added], {
    from: state(version, []),
    to: state(version, [to]),
    ...(policy && { policy }),
    indent,
    detach: new Set(),
  });
}

export const sqlOf = (steps: readonly DraftStep[]): readonly string[] => steps.map(({ sql }) => sql);

export const id = column("id", "int unsigned", { nullable: false, autoIncrement: true });
export const before = table([id, text("name", 20)], {
  name: "t1",
  primaryKey: { parts: [{ column: "id", descending: false }], type: "BTREE" },
  indexes: [index("name", ["name"], { unique: true, parts: [{ column: "name", descending: true }] })],
  checks: [{ name: "t1_check", expression: "((`name` <> _utf8mb4'a') or (`id` > 10))", enforced: true }],
});
