import { type DraftStep, refOf, same, schemaOf, stepsByRules, type StepsContext } from "@atlas/core";
import { ident, qualified } from "../../text.ts";
import { withDefinerRemarks } from "../definer-remarks.ts";
import { definerSql, withKeptOrigin, withWholeOrigin } from "../origin.ts";
import { alterStep, createStep, dropStep } from "../steps.ts";
import type { View } from "./model.ts";

export const viewSteps = withDefinerRemarks(
  stepsByRules<View>({
    add: (view, context) => [create(withKeptOrigin(view, context), context)],
    drop: (view) => [drop(view)],
    modify: (from, to, context) => [
      replace(withWholeOrigin(from, context), withKeptOrigin(to, context), context),
    ],
  }),
);

function create(view: View, context: StepsContext): DraftStep {
  return {
    ...createStep(
      view,
      {
        sql: viewSql("CREATE", view, context.indent),
        comment: `create "${view.name}" view`,
        undo: [`DROP VIEW ${qualified(view)}`],
      },
      [...schemaOf(view), ...view.uses],
    ),
    prefers: view.usedColumns,
  };
}

function drop(view: View): DraftStep {
  return {
    ...dropStep(
      view,
      {
        sql: `DROP VIEW ${qualified(view)}`,
        comment: `drop "${view.name}" view`,
        undo: view.broken ? [] : [viewSql("CREATE", view, "")],
      },
      [...schemaOf(view), ...view.uses],
    ),
    blocks: "everything",
  };
}

function replace(from: View, to: View, context: StepsContext): DraftStep {
  return {
    ...alterStep(
      to,
      {
        sql: viewSql("CREATE OR REPLACE", to, context.indent),
        comment: `modify "${to.name}" view`,
        undo: from.broken ? [] : [viewSql("CREATE OR REPLACE", from, "")],
      },
      {
        blocks: "everything",
        // A view over it can be made once it is what that reads.
        creates: [refOf(to)],
        needs: to.uses,
        releases: from.uses.filter((ref) => !to.uses.some((other) => same(ref, other))),
      },
    ),
    prefers: to.usedColumns,
    // Views over it are read anew with each query and need not go meanwhile.
    sources: [{ change: "modify_view", subject: refOf(to) }],
  };
}

function viewSql(verb: string, view: View, indent: string): string {
  const names = view.columns.map(({ name }) => ident(name));
  const list =
    names.length === 0
      ? ""
      : indent === ""
        ? ` (${names.join(", ")})`
        : ` (\n${names.map((name) => indent + name).join(",\n")}\n)`;
  return [
    `${verb} `,
    view.algorithm === "UNDEFINED" ? "" : `ALGORITHM=${view.algorithm} `,
    definerSql(view.origin),
    view.security === "DEFINER" ? "" : "SQL SECURITY INVOKER ",
    `VIEW ${qualified(view)}${list} AS ${view.definition}`,
    view.checkOption === undefined ? "" : ` WITH ${view.checkOption} CHECK OPTION`,
  ].join("");
}
