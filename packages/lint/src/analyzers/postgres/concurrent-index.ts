import type { ModelIndex, ModelObject, ModelTable } from "@atlas/core";
import { isKeyword } from "@atlas/sql";
import type {
  Analyzer,
  Diagnostic,
  LintContext,
  LintFile,
  LintStatement,
  SuggestedFix,
} from "../../analyzer.ts";
import type { ModelChange, TableChange, TableModification } from "../../change.ts";
import { noTransactionFix } from "../../fixes.ts";
import { spansOf } from "../../spans.ts";
import { isConcurrent } from "../../statements/concurrently.ts";
import { quoted } from "../../text.ts";
import { insertion } from "./edits.ts";
import { ident, qualified } from "./sql.ts";
import { headOf } from "./statement-head.ts";

const lockText = "acquires an ACCESS EXCLUSIVE lock, blocking both reads and writes during the operation";

/** Indexes of tables in use that are built or dropped so that others wait. */
export const concurrentIndex: Analyzer = {
  name: "concurrent_index",
  codes: ["PG101", "PG102", "PG103", "PG104", "PG105", "PG108", "PG109"],
  isError: false,
  dialects: ["postgres"],
  analyze: (file, context) => {
    const { flags } = context.options;
    const held = flags["check_txmode"] === false ? undefined : heldInTransaction(file, context);
    const others = file.statements.flatMap((statement) =>
      statement.changes.flatMap((change) => findings(change, statement, file, context)),
    );
    const isWanted = ({ code }: Diagnostic): boolean =>
      flags[code === "PG102" ? "check_drop" : "check_create"] !== false;
    const diagnostics = [...(held ? [held] : []), ...others.filter(isWanted)];
    if (diagnostics.length === 0) return [];
    const message =
      "Add the `atlas:txmode none` directive to the header, so that the file runs outside of a transaction";
    return [
      {
        text: "concurrent index violations detected",
        diagnostics,
        fixes: held ? [noTransactionFix(file, message)] : [],
        // A file that cannot run is found where it runs.
        fails: (left) => left.some(({ code }) => code !== "PG103"),
      },
    ];
  },
};

/** PG103: at the top of the file, as that is where it is put right. */
function heldInTransaction(file: LintFile, { syntax }: LintContext): Diagnostic | undefined {
  if (file.txMode === "none" || !file.statements.some(({ text }) => isConcurrent(text, syntax)))
    return undefined;
  return {
    start: 0,
    code: "PG103",
    text: "Indexes cannot be created or deleted concurrently within a transaction. Add the `atlas:txmode none` directive to the header to prevent this file from running in a transaction",
    fixes: [],
  };
}

interface At {
  readonly statement: LintStatement;
  readonly file: LintFile;
  readonly context: LintContext;
}

function findings(
  change: ModelChange,
  statement: LintStatement,
  file: LintFile,
  context: LintContext,
): readonly Diagnostic[] {
  const head = headOf(statement, context.syntax);
  if (head.isFamilyMatter) return [];
  const at = { statement, file, context };
  if (change.type === "modify_object") return ofStoredView(change, at);
  if (change.type !== "modify_table" || spansOf(file).isNew(change.to)) return [];
  return change.changes.flatMap((inner) => {
    const found = ofTable(inner, change, at);
    return found ? [{ start: statement.start, ...found }] : [];
  });
}

type Found = Omit<Diagnostic, "start">;

function ofTable(inner: TableChange, { to }: TableModification, at: At): Found | undefined {
  const { usesIndex, startsWith } = headOf(at.statement, at.context.syntax);
  if (inner.type === "add_primary_key")
    return usesIndex || inner.part.attributes["inherited"]
      ? undefined
      : constraint("PG104", "a PRIMARY KEY", to, inner.part);
  if (inner.type === "add_index") {
    const index = inner.part;
    if (index.constraint === "unique")
      return usesIndex ? undefined : constraint("PG105", "a UNIQUE", to, index);
    if (index.constraint === "exclude") return constraint("PG109", "an EXCLUDE", to, index);
    return startsWith("ALTER") ? undefined : created(index, to, at);
  }
  // A column takes its indexes along, and a constraint the index it takes over.
  if (inner.type !== "drop_index" || startsWith("ALTER") || inner.part.constraint) return undefined;
  return inner.part.attributes["concurrently"] ? undefined : dropped(inner.part, to, at);
}

function created(
  index: ModelIndex,
  table: Pick<ModelTable, "schema" | "name" | "isPartitioned">,
  at: At,
): Found | undefined {
  if (index.attributes["concurrently"]) return undefined;
  const { isOnly } = headOf(at.statement, at.context.syntax);
  if (!table.isPartitioned)
    return {
      code: "PG101",
      text: `Creating index ${quoted(index.name)} non-concurrently causes write locks on the ${quoted(table.name)} table`,
      fixes: [concurrentlyFix(`Create index ${quoted(index.name)} concurrently`, at)],
    };
  // On the parent alone it is a matter of its catalog entry.
  if (isOnly) return undefined;
  const message = `Create index ${quoted(index.name)} ON ONLY ${quoted(table.name)}, create an index CONCURRENTLY on each partition, and attach them with ALTER INDEX ${qualified({ schema: table.schema, name: index.name })} ATTACH PARTITION`;
  return {
    code: "PG108",
    text: `Creating index ${quoted(index.name)} on partitioned table ${quoted(table.name)} locks all its partitions`,
    fixes: [{ message }],
  };
}

function dropped(index: ModelIndex, table: Pick<ModelTable, "name" | "isPartitioned">, at: At): Found {
  return {
    code: "PG102",
    text: `Dropping index ${quoted(index.name)} non-concurrently causes write locks on the ${quoted(table.name)} table`,
    // The server drops no index of a partitioned table concurrently.
    fixes: table.isPartitioned ? [] : [concurrentlyFix(`Drop index ${quoted(index.name)} concurrently`, at)],
  };
}

/** CONCURRENTLY behind the word INDEX, and what the file then needs. */
function concurrentlyFix(what: string, { statement, file, context }: At): SuggestedFix {
  const { tokens } = headOf(statement, context.syntax);
  const word = tokens.slice(0, 3).find((token) => isKeyword(token, "INDEX"));
  const edit = word && insertion(file, statement, word.end, " CONCURRENTLY");
  const needs = file.txMode === "none" ? "" : ", in a file with the `atlas:txmode none` directive";
  return { message: what + needs, ...(edit && { edit }) };
}

function constraint(
  code: string,
  words: string,
  table: Pick<ModelTable, "schema" | "name">,
  index: ModelIndex,
): Found {
  const text = `Adding ${words} constraint on table ${quoted(table.name)} ${lockText}`;
  if (index.constraint === "exclude") return { code, text, fixes: [] };
  const columns = index.parts.map(({ column = "" }) => ident(column)).join(", ");
  const word = index.constraint === "primary_key" ? "PRIMARY KEY" : "UNIQUE";
  const message = `Create the index first: CREATE UNIQUE INDEX CONCURRENTLY ${ident(index.name)} ON ${qualified(table)} (${columns}), then add the constraint with it: ALTER TABLE ${qualified(table)} ADD CONSTRAINT ${ident(index.name)} ${word} USING INDEX ${ident(index.name)}`;
  return { code, text, fixes: [{ message }] };
}

/** Indexes of a materialized view that was there before. */
function ofStoredView(
  { from, to }: { readonly from: ModelObject; readonly to: ModelObject },
  at: At,
): readonly Diagnostic[] {
  const { startsWith } = headOf(at.statement, at.context.syntax);
  const isIndexStatement = startsWith("CREATE") || startsWith("DROP", "INDEX");
  if (to.kind !== "materialized" || !isIndexStatement || isConcurrent(at.statement.text, at.context.syntax))
    return [];
  const isNew = at.file.statements.some(({ changes }) =>
    changes.some((change) => change.type === "add_object" && isSameObject(change.object, to)),
  );
  if (isNew) return [];
  const view = { schema: to.schema, name: to.name, isPartitioned: false };
  const only = (these: ModelObject, those: ModelObject): readonly ModelIndex[] => {
    const names = new Set((those.indexes ?? []).map(({ name }) => name));
    return (these.indexes ?? []).filter(({ name }) => !names.has(name));
  };
  return [
    ...only(to, from).flatMap((index) => created(index, view, at) ?? []),
    ...only(from, to).map((index) => dropped(index, view, at)),
  ].map((found) => ({ start: at.statement.start, ...found }));
}

function isSameObject(one: ModelObject, other: ModelObject): boolean {
  return one.kind === other.kind && one.schema === other.schema && one.name === other.name;
}
