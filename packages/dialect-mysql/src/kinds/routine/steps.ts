import { type DraftStep, refKey, refOf, same, schemaOf, stepsByRules, type StepsContext } from "@atlas/core";
import { serverOf, supports } from "../../flavour.ts";
import { qualified } from "../../text.ts";
import { textsUnder, underSettings, withKeptOrigin } from "../origin.ts";
import { alterStep, createStep, dropStep } from "../steps.ts";
import { codeKey } from "../hcl/texts.ts";
import type { Code, RoutineAccess } from "./model.ts";
import { alterSql, createSql, grantSql, word } from "./sql.ts";

export const routineSteps = stepsByRules<Code>({
  add: (code, context) => {
    const kept = withKeptOrigin(code, context);
    return [...create(kept), ...restoreGrants(kept, accessOf(code, context), "add")];
  },
  drop: (code) => [drop(code)],
  modify: (from, to, context) => modify(from, withKeptOrigin(to, context), context),
});

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
  if (same(definition(from), definition(to)))
    return [
      alterStep(to, {
        sql: alterSql(from, to),
        comment: `modify ${title(to)}`,
        undo: [alterSql(to, from)],
      }),
    ];
  // MariaDB changes it in one go, and its privileges stay.
  if (supports(serverOf(context.from.version), "orReplace"))
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

function create(code: Code): readonly DraftStep[] {
  const text = {
    sql: createSql(code),
    comment: `create ${title(code)}`,
    undo: [`DROP ${word(code)} ${qualified(code)}`],
  };
  return underSettings(createStep(code, text, schemaOf(code)), code.origin);
}

function drop(code: Code): DraftStep {
  const { grants } = code.access ?? {};
  const step = dropStep(
    code,
    {
      sql: `DROP ${word(code)} ${qualified(code)}`,
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
