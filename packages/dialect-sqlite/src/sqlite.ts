import {
  type Dialect,
  type DraftStep,
  harmless,
  noDependencies,
  type ObjectKind,
  type SchemaObject,
} from "@atlas/core";
import { connect } from "./driver.ts";
import { tableKind } from "./kinds/table/kind.ts";
import { triggerKind } from "./kinds/trigger.ts";
import { viewKind } from "./kinds/view.ts";
import { language } from "./language.ts";
import { sqliteModel } from "./model/index.ts";
import { migrations } from "./migrations.ts";
import { syntax } from "./text.ts";
import { parseUrl, schemes } from "./url.ts";

// A kind is only ever given objects that it read itself, so its own type may be forgotten here.
const kinds = [tableKind, viewKind, triggerKind] as unknown as readonly ObjectKind[];

const essenceOf = (object: SchemaObject): unknown =>
  kinds.find(({ name }) => name === object.kind)?.essence?.(object) ?? object;

/** SQLite 3, through the one that Node brings. */
export const sqlite: Dialect = {
  name: "sqlite",
  schemes,
  features: {
    transactionalDdl: true,
    // Views and triggers have to be away while a table they speak of is rebuilt or loses a column.
    sortedPlans: true,
  },
  kinds,
  syntax,
  hcl: language,
  migrations,
  model: (state) => sqliteModel(state, essenceOf),
  parseUrl,
  connect: (url, options) => connect(sqlite, url, options),
  frame,
};

/**
 * Switches foreign keys off around a plan that drops a table, also while rebuilding it: the rows that refer to
 * it would be deleted with it. Outside of the transaction, where alone the pragma has an effect; the driver
 * checks before it commits that no reference was broken.
 */
function frame(steps: readonly DraftStep[]): readonly DraftStep[] {
  if (!steps.some((step) => step.sql.startsWith("DROP TABLE "))) return steps;
  const pragma = (state: "off" | "on", comment: string): DraftStep => ({
    ...harmless,
    ...noDependencies,
    sql: `PRAGMA foreign_keys = ${state}`,
    comment,
    sources: [],
    transactional: false,
  });
  return [
    pragma("off", "disable the enforcement of foreign-keys constraints"),
    ...steps,
    pragma("on", "enable back the enforcement of foreign-keys constraints"),
  ];
}
