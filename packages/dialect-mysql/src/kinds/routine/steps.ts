import { type DraftStep, refKey, refOf, same, schemaOf, stepsByRules, type StepsContext } from "@atlas/core";
import { type Server, serverOf, supports } from "../../flavour.ts";
import { qualified } from "../../text.ts";
import { withDefinerRemarks } from "../definer-remarks.ts";
import { textsUnder, underSettings, withKeptOrigin, withWholeOrigin } from "../origin.ts";
import { alterStep, createStep, dropStep } from "../steps.ts";
import { codeKey } from "../hcl/texts.ts";
import { withCharsetOfSchema } from "./charsets.ts";
import type { Code, RoutineAccess } from "./model.ts";
import { alterSql, createSql, grantSql, word } from "./sql.ts";

export const routineSteps = withDefinerRemarks(
  stepsByRules<Code>({
    add: (code, context) => {
      const kept = withCharsetOfSchema(withKeptOrigin(code, context), context.to);
      return [...create(kept), ...restoreGrants(kept, accessOf(code, context), "add")];
    },
    drop: (code, context) => [drop(withCharsetOfSchema(code, context.from))],
    modify: (from, to, context) =>
      modify(
        withCharsetOfSchema(withWholeOrigin(from, context), context.from),
        withCharsetOfSchema(withKeptOrigin(to, context), context.to),
        context,
      ),
  }),
);

/** All that makes a routine what it is, but whose it is. */
export function routineFacts({ access: _access, origin: _origin, ...code }: Code): unknown {
  return { ...code, comment: code.comment ?? "", body: codeKey(code.body) };
}

/** What only another CREATE changes. */
function definition(code: Code): unknown {
  const { dataAccess: _data, security: _security, comment: _comment, access: _access, ...rest } = code;
  return { ...rest, body: codeKey(code.body) };
}

function modify(from: Code, to: Code, context: StepsContext): readonly DraftStep[] {
  const server = serverOf(context.from.version);
  if (same(definition(from), definition(to)) && canAlter(from, to, server))
    return [
      alterStep(to, {
        sql: alterSql(from, to),
        comment: `modify ${title(to)}`,
        undo: canAlter(to, from, server) ? [alterSql(to, from)] : replacement(from),
      }),
    ];
  // MariaDB changes it in one go, and its privileges stay.
  if (supports(server, "orReplace"))
    return underSettings(
      alterStep(to, {
        sql: createSql(to, "CREATE OR REPLACE"),
        comment: `modify ${title(to)}`,
        undo: textsUnder(createSql(from, "CREATE OR REPLACE"), from.origin),
      }),
      to.origin,
    );
  const asModification = (step: DraftStep): DraftStep => ({
    ...step,
    sources: [{ change: `modify_${to.kind}`, subject: refOf(to) }],
  });
  return [...[drop(from), ...create(to)].map(asModification), ...restoreGrants(to, from.access, "modify")];
}

/** To MySQL an empty comment is none to set, so it cannot be taken away. */
function canAlter(from: Code, to: Code, server: Server): boolean {
  return from.comment === undefined || to.comment !== undefined || supports(server, "emptyRoutineComment");
}

/** Statements that put a routine in the place of its namesake. */
function replacement(code: Code): readonly string[] {
  return [dropSql(code), ...textsUnder(createSql(code), code.origin), ...grantsOf(code)];
}

function dropSql(code: Code): string {
  return `DROP ${word(code)} ${qualified(code)}`;
}

function grantsOf(code: Code): readonly string[] {
  return (code.access?.grants ?? []).map((grant) => grantSql(code, grant));
}

function create(code: Code): readonly DraftStep[] {
  const text = {
    sql: createSql(code),
    comment: `create ${title(code)}`,
    undo: [dropSql(code)],
  };
  return underSettings(createStep(code, text, schemaOf(code)), code.origin);
}

function drop(code: Code): DraftStep {
  const { grants } = code.access ?? {};
  const step = dropStep(
    code,
    {
      sql: dropSql(code),
      comment: `drop ${title(code)}`,
      undo: [
        ...textsUnder(createSql(code), code.origin),
        ...(grants ?? []).map((grant) => grantSql(code, grant)),
      ],
    },
    schemaOf(code),
  );
  return {
    ...step,
    blocks: "everything",
    ...(code.access &&
      !grants && {
        remarks: [
          `privileges on ${code.kind} "${code.name}" are lost with it: the table mysql.procs_priv, which tells them, may not be read`,
        ],
      }),
  };
}

/** Dropping a routine takes along who may run it. */
function restoreGrants(
  code: Code,
  access: RoutineAccess | undefined,
  change: "add" | "modify",
): readonly DraftStep[] {
  return (access?.grants ?? []).map((grant) => ({
    ...alterStep(code, { sql: grantSql(code, grant), comment: `restore privileges of ${title(code)}` }),
    sources: [{ change: `${change}_${code.kind}`, subject: refOf(code) }],
    blocks: "nothing",
    // A dev database has no such accounts.
    unprovable: true,
  }));
}

/** Of the namesake that it takes the place of. */
function accessOf(code: Code, context: StepsContext): RoutineAccess | undefined {
  const key = refKey(refOf(code));
  const previous = context.from.objects.find(
    (object) => object.kind === code.kind && refKey(refOf(object)) === key,
  );
  // Of its kind, so it is a routine.
  return (previous as Code | undefined)?.access;
}

function title(code: Code): string {
  return `"${code.name}" ${code.kind}`;
}
