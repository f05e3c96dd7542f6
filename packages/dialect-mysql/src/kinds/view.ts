import { compareWhole, schemaOf } from "@atlas/core";
import type { MysqlKind } from "../kind.ts";
import { viewCodec } from "./hcl/view.ts";
import { originInTermsOf } from "./origin.ts";
import type { View } from "./view/model.ts";
import { furtherQueries, readViews, unmanagedViews, viewsQuery } from "./view/read.ts";
import { viewSteps } from "./view/steps.ts";

export type { View, ViewColumn } from "./view/model.ts";

export const viewKind: MysqlKind<View> = {
  name: "view",
  catalog: [viewsQuery],
  recreatable: true,
  hcl: viewCodec,
  further: furtherQueries,
  read: readViews,
  unmanaged: unmanagedViews,
  requires: (view) => [...schemaOf(view), ...view.uses],
  reads: ({ usedColumns }, part) =>
    usedColumns.some(
      ({ schema, table, name }) =>
        schema === part.schema && table === part.table && name.toLowerCase() === part.name.toLowerCase(),
    ),
  essence: facts,
  compare: (from, to) => compareWhole(inTermsOf(from, to), to, comparedFacts),
  whole: standIn,
  steps: viewSteps,
};

/** All that tells one view from another, but whose it is. */
function facts({
  kind,
  schema,
  name,
  columns,
  definition,
  algorithm,
  security,
  checkOption,
  broken,
}: View): unknown {
  const names = columns.map((column) => column.name);
  return { kind, schema, name, names, definition, algorithm, security, checkOption, broken };
}

function comparedFacts(view: View): unknown {
  return [facts({ ...view, schema: "", name: "" }), view.origin];
}

/** What a text leaves open is taken from what is there. */
function inTermsOf(from: View, to: View): View {
  return { ...from, origin: originInTermsOf(from, to), ...(to.columns.length === 0 && { columns: [] }) };
}

/** Nobody can make a broken view: another of its name stands for it where a plan is tried. */
function standIn(view: View): View {
  if (!view.broken) return view;
  const { kind, schema, name } = view;
  return {
    kind,
    schema,
    name,
    columns: [],
    definition: "select NULL AS `broken`",
    algorithm: "UNDEFINED",
    security: "DEFINER",
    origin: {},
    uses: [],
    usedColumns: [],
  };
}
