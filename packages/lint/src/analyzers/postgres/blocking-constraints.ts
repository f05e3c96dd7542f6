import type { ModelForeignKey, ModelIndex } from "@atlas/core";
import { isKeyword } from "@atlas/sql";
import type { SuggestedFix } from "../../analyzer.ts";
import type { TableChange } from "../../change.ts";
import { isSame } from "../../pairs.ts";
import { isProvenNotNull } from "../../statements/implied-not-null.ts";
import { splitList } from "../../statements/names.ts";
import { quoted } from "../../text.ts";
import type { Found, TableAt } from "./blocking-changes.ts";
import { endOf, insertion } from "./edits.ts";
import { ident, qualified } from "./sql.ts";

/** PG304, PG305, PG306 and PG312. */
export function constraintFinding(
  inner: TableChange,
  at: TableAt,
  all: readonly TableChange[],
): readonly Found[] | undefined {
  const table = quoted(at.to.name);
  switch (inner.type) {
    case "add_primary_key":
      return overNullable(inner.part, at);
    case "modify_primary_key":
      return [...redefined(inner.from, inner.to, at), ...overNullable(inner.to, at)];
    case "add_check": {
      const { name, validated, enforced } = inner.part;
      if (!validated || !enforced) return [];
      const text = `Adding CHECK constraint ${quoted(name)} requires a full scan of table ${table}`;
      return [{ code: "PG305", text, fixes: [notValidFix(name, at)] }];
    }
    case "add_foreign_key": {
      const { name, validated, attributes, refTable } = inner.part;
      if (!validated || attributes["enforced"] === false || isOfNewColumns(inner.part, all)) return [];
      const text = `Adding FOREIGN KEY ${quoted(name)} requires a full scan of table ${table} and blocks writes on ${table} and ${quoted(refTable)}`;
      return [{ code: "PG306", text, fixes: [notValidFix(name, at)] }];
    }
    default:
      return undefined;
  }
}

/** A column that is added without a value refers to nothing: the server looks at no row. */
function isOfNewColumns({ columns }: ModelForeignKey, all: readonly TableChange[]): boolean {
  return columns.every((name) =>
    all.some(
      (inner) =>
        inner.type === "add_column" &&
        inner.part.name === name &&
        inner.part.default === undefined &&
        !inner.part.generated &&
        !inner.part.identity,
    ),
  );
}

function notValidFix(name: string, { to, statement, head, file }: TableAt): SuggestedFix {
  const message = `Add the constraint with NOT VALID, and check the rows in a later file: ALTER TABLE ${qualified(to)} VALIDATE CONSTRAINT ${ident(name)}`;
  // Of several actions, and of a column with its constraint, nobody knows where the constraint ends.
  const isAlone =
    splitList(head.tokens).length === 1 &&
    head.startsWith("ALTER", "TABLE") &&
    head.tokens.some(
      (token, at) =>
        isKeyword(token, "ADD") &&
        ["CONSTRAINT", "CHECK", "FOREIGN"].some((word) => isKeyword(head.tokens[at + 1], word)),
    );
  const edit = isAlone ? insertion(file, statement, endOf(statement.text), " NOT VALID") : undefined;
  return { message, ...(edit && { edit }) };
}

function overNullable({ parts, attributes }: ModelIndex, at: TableAt): readonly Found[] {
  if (attributes["inherited"]) return [];
  const nullable = parts.flatMap(({ column }) => {
    const before = at.from.columns.find(({ name }) => name === column);
    return before?.nullable && !isProvenNotNull(at.from, before.name, at.context.syntax) ? [before.name] : [];
  });
  if (nullable.length === 0) return [];
  const [columns, list] = [nullable.length === 1 ? "column" : "columns", nullable.map(quoted).join(", ")];
  const proof = nullable.map((name) => `${ident(name)} IS NOT NULL`).join(" AND ");
  return [
    {
      code: "PG304",
      text: `Adding a PRIMARY KEY on nullable ${columns} ${list} requires a full scan of table ${quoted(at.to.name)}`,
      fixes: [
        {
          message: `Prove before that they hold no NULL: ALTER TABLE ${qualified(at.to)} ADD CHECK (${proof}) NOT VALID, then, in a later file, validate that check`,
        },
      ],
    },
  ];
}

function redefined(from: ModelIndex, to: ModelIndex, { to: table, head }: TableAt): readonly Found[] {
  const isSameKey = isSame(
    { parts: from.parts, attributes: { ...from.attributes, index_comment: undefined } },
    { parts: to.parts, attributes: { ...to.attributes, index_comment: undefined } },
  );
  if (head.usesIndex || to.attributes["inherited"] || isSameKey) return [];
  // What ALTER CONSTRAINT and SET (…) change leaves the index alone.
  const isDropped = head.tokens.some((token) => isKeyword(token, "DROP"));
  if (!isDropped) return [];
  const columns = to.parts.map(({ column = "" }) => ident(column)).join(", ");
  return [
    {
      code: "PG312",
      text: `Redefining the PRIMARY KEY of table ${quoted(table.name)} rebuilds its index under an ACCESS EXCLUSIVE lock, blocking both reads and writes during the operation`,
      fixes: [
        {
          message: `Create the new index first: CREATE UNIQUE INDEX CONCURRENTLY ${ident(`${to.name}_new`)} ON ${qualified(table)} (${columns}), then replace the key by it: ALTER TABLE ${qualified(table)} DROP CONSTRAINT ${ident(from.name)}, ADD CONSTRAINT ${ident(to.name)} PRIMARY KEY USING INDEX ${ident(`${to.name}_new`)}`,
        },
      ],
    },
  ];
}
