import {
  alterStep,
  compareWhole,
  createStep,
  type DraftStep,
  dropStep,
  type Ref,
  same,
  stepsByRules,
} from "@atlas/core";
import { withSettledArrayCasts } from "../array-casts.ts";
import { type CatalogQuery, type PostgresKind, rowsOf } from "../kind.ts";
import { isMade } from "./catalog-text.ts";
import { ident, qualified } from "../text.ts";
import { ruleCodec } from "./hcl/rule.ts";
import {
  type Enabled,
  onRelation,
  partFacts,
  readEnabled,
  readPart,
  type RelationPart,
  relationOf,
  type RelationPartRow,
  relationPartSql,
  renamedTexts,
  requiresOf,
  stateSteps,
  withSuspensions,
} from "./relation-parts.ts";
import { usesOf } from "./relation-uses.ts";
import { parseRule } from "./trigger-text.ts";

/** A rewrite rule; the query of a view, which is one too, belongs to the view. */
export interface Rule extends RelationPart {
  readonly kind: "rule";
  readonly event: RuleEvent;
  readonly instead: boolean;
  readonly where?: string;
  /** `NOTHING`, a statement, or several in parentheses, as the server writes them. */
  readonly action: string;
  readonly enabled: Enabled;
}

export type RuleEvent = "DELETE" | "INSERT" | "SELECT" | "UPDATE";

/** `ev_type`. */
const ruleEvents: Readonly<Record<string, RuleEvent>> = {
  1: "SELECT",
  2: "UPDATE",
  3: "INSERT",
  4: "DELETE",
};

interface RuleRow extends RelationPartRow {
  readonly event: string;
  readonly instead: boolean;
  readonly enabled: string;
  readonly definition: string;
}

const rulesQuery: CatalogQuery = {
  name: "rules",
  when: isMade("pg_rewrite", "o.rulename <> '_RETURN'"),
  sql: () =>
    relationPartSql(
      "pg_rewrite",
      { relation: "ev_class", name: "rulename" },
      `, o.ev_type::text AS event, o.is_instead AS instead, o.ev_enabled::text AS enabled,
      pg_catalog.pg_get_ruledef(o.oid) AS definition`,
      "o.rulename <> '_RETURN'",
    ),
};

export const ruleKind: PostgresKind<Rule> = {
  name: "rule",
  hcl: ruleCodec,
  catalog: [rulesQuery],
  recreatable: true,
  essence: partFacts,
  requires: requiresOf,

  read(rows, context) {
    const uses = usesOf(rows, context, "rule");
    return rowsOf<RuleRow>(rows, rulesQuery).map((row): Rule => {
      const text = parseRule(row.definition);
      return {
        kind: "rule",
        ...readPart(row, context),
        event: ruleEvents[row.event] ?? "SELECT",
        instead: row.instead,
        ...(text.where !== undefined && { where: withSettledArrayCasts(text.where) }),
        action: withSettledArrayCasts(text.action),
        enabled: readEnabled(row.enabled),
        uses: uses(row.id),
      };
    });
  },

  renamed: (rule, rename) =>
    renamedTexts(rule, rename, (text) => ({
      ...(rule.where !== undefined && { where: text(rule.where) }),
      action: text(rule.action),
    })),

  compare: (from, to) => compareWhole(from, to, partFacts),

  steps: (changes, context) => withSuspensions(stepsOf(changes, context)),
};

const stepsOf = stepsByRules<Rule>({
  add: (rule) => [
    {
      ...createStep(
        rule,
        {
          sql: ruleSql("CREATE RULE", rule),
          comment: `create rule ${JSON.stringify(rule.name)}`,
          undo: [`DROP RULE ${onRelation(rule)}`],
        },
        requiresOf(rule),
      ),
      blocks: "everything",
    },
    ...stateSteps({ enabled: "origin" }, rule, "add_rule"),
  ],
  drop: (rule) => [
    {
      ...dropStep(
        rule,
        {
          sql: `DROP RULE ${onRelation(rule)}`,
          comment: `drop rule ${JSON.stringify(rule.name)}`,
          undo: [
            ruleSql("CREATE RULE", rule),
            ...stateSteps({ enabled: "origin" }, rule, "add_rule").map((step) => step.sql),
          ],
        },
        requiresOf(rule),
      ),
      blocks: "everything",
      goesWith: relationOf(rule),
    },
  ],
  modify: (from, to) => [
    ...(same(definitionOf(from), definitionOf(to)) ? [] : [replace(from, to)]),
    ...stateSteps(from, to, "modify_rule"),
  ],
});

function definitionOf({ enabled: _enabled, comment: _comment, ...rule }: Rule): unknown {
  return partFacts(rule);
}

/** The server replaces a rule whole, and keeps its comment and whether it is enabled. */
function replace(from: Rule, to: Rule): DraftStep {
  const text = {
    sql: ruleSql("CREATE OR REPLACE RULE", to),
    comment: `modify rule ${JSON.stringify(to.name)}`,
    undo: [ruleSql("CREATE OR REPLACE RULE", from)],
  };
  const needs: readonly Ref[] = requiresOf(to);
  return alterStep(to, text, { blocks: "everything", needs, releases: requiresOf(from) });
}

function ruleSql(verb: string, rule: Rule): string {
  const where = rule.where === undefined ? "" : ` WHERE ${rule.where}`;
  const how = rule.instead ? "DO INSTEAD" : "DO";
  return `${verb} ${ident(rule.name)} AS ON ${rule.event} TO ${qualified(relationOf(rule))}${where} ${how} ${rule.action}`;
}
