import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError, type VariableInput } from "@atlas/core";
import { analyzeFile } from "../analyze.ts";
import type { LintFile } from "../analyzer.ts";
import { noAnalysisSettings } from "../settings.ts";
import { postgresSyntax } from "../statements/samples.ts";
import { column, lintFile, model, table } from "../testing/models.ts";
import { readRules, rulesAnalyzer, stateFindings } from "./index.ts";

function rules(text: string, vars: Readonly<Record<string, VariableInput>> = {}) {
  return readRules([{ name: "a.rule.hcl", text }], vars);
}

const key = {
  name: "t_pkey",
  unique: true,
  constraint: "primary_key" as const,
  parts: [{ column: "id" }],
  attributes: {},
};
const index = { name: "by_a", unique: false, parts: [{ column: "a", desc: true }], attributes: {} };
const sample = model([
  table("good", [column("id"), column("a", { type: "varchar(10)", comment: "x" })], {
    primaryKey: key,
    indexes: [index],
    comment: "fine",
  }),
  table("bad", [column("ID"), column("b", { nullable: true, default: "1" })]),
]);

/** What rules with this body about tables say of the sample. */
function told(
  body: string,
  more = "",
  vars: Readonly<Record<string, VariableInput>> = {},
): readonly string[] {
  const set = rules(
    `${more}\nrule "schema" "r" {\n description = "d"\n table {\n assert {\n ${body}\n }\n }\n}`,
    vars,
  );
  return stateFindings(set, sample).flatMap(({ findings }) => findings.map(({ subject }) => subject.name));
}

function problem(text: string): string {
  try {
    rules(text);
  } catch (error) {
    assert.ok(error instanceof AtlasError);
    const { place, message, hint } = error;
    return `${place?.file}:${place?.line}:${place?.column}: ${message} (${hint})`;
  }
  return "";
}

describe("predicates", () => {
  it("compare attributes", () => {
    assert.deepEqual(told('name { match = "^g" }'), ["bad"]);
    assert.deepEqual(told('name {\n eq = "good"\n }'), ["bad"]);
    assert.deepEqual(told('name { ne = "bad" }'), ["bad"]);
    assert.deepEqual(told('name { in = ["good", "x"] }'), ["bad"]);
    assert.deepEqual(told('name { eq_fold = "GOOD" }'), ["bad"]);
    assert.deepEqual(told('comment { contains = "in" }'), ["bad"]);
    assert.deepEqual(told('comment { contains_fold = "IN" }'), ["bad"]);
    assert.deepEqual(told('name { gt = "c" }'), ["bad"]);
    assert.deepEqual(
      told("name { condition = length(self) == 4 }".replace("length(self)", 'length(split("", self))')),
      ["bad"],
    );
  });

  it("look at what an object holds", () => {
    assert.deepEqual(told("primary_key { ne = null }"), ["bad"]);
    assert.deepEqual(told("primary_key { condition = self != null }"), ["bad"]);
    assert.deepEqual(told("primary_key {\n part {\n count { eq = 1 }\n }\n }"), ["bad"]);
    assert.deepEqual(told("condition = self.primary_key != null"), ["bad"]);
  });

  it("go over children", () => {
    assert.deepEqual(told("column {\n all {\n null { eq = false }\n }\n }"), ["bad"]);
    assert.deepEqual(told('column {\n any {\n comment { ne = "" }\n }\n }'), ["bad"]);
    assert.deepEqual(told("index {\n exists {\n part {\n any {\n desc { eq = true }\n }\n }\n }\n }"), [
      "bad",
    ]);
    assert.deepEqual(told("index {\n count { ge = 1 }\n }"), ["bad"]);
    assert.deepEqual(told("column {\n count {\n eq = 2\n null { eq = false }\n }\n }"), ["bad"]);
  });

  it("are put together", () => {
    assert.deepEqual(told('not {\n name { eq = "bad" }\n }'), ["bad"]);
    assert.deepEqual(told('or {\n name { eq = "x" }\n comment { eq = "fine" }\n }'), ["bad"]);
    assert.deepEqual(told('and {\n name { eq = "good" }\n comment { eq = "fine" }\n }'), ["bad"]);
  });

  it("are used with values of their own", () => {
    const more = `variable "least" {
  type = number
}
locals { suffix = "d" }
predicate "column" "short" {
  variable "most" {
    type    = number
    default = 1
  }
  condition = length(split("", self.name)) <= var.most
}
predicate "table" "named" {
  variable "word" {
    type = string
  }
  name { match = "^\${var.word}o+\${local.suffix}$" }
  column {
    count {
      ge        = var.least
      predicate = predicate.column.short
    }
  }
}`;
    const body = 'predicate = predicate.table.named\n vars = { word = "g" }';
    assert.deepEqual(told(body, more, { least: 1 }), ["bad"]);
    assert.deepEqual(told(body, more, { least: 2 }), ["good", "bad"]);
  });
});

describe("rules", () => {
  const text = `predicate "table" "own" {
  not {
    name { match = "^_" }
  }
}
rule "schema" "lower" {
  description = "Columns are in lower case"
  table {
    match { predicate = predicate.table.own }
    column {
      assert {
        name { match = "^[a-z]+$" }
        message = "Column \${self.table.name}.\${self.name} is not"
      }
    }
  }
}
rule "migrate" "keep" {
  description = "Columns stay"
  drop {
    column {
      assert {
        condition = self.table.name == "free"
        message   = "Column \${self.name} goes"
      }
    }
  }
  modify {
    column {
      assert {
        condition = self.type == from.type
        message   = "\${self.name} was \${from.type}"
      }
    }
  }
}`;

  function analysed(file: LintFile): readonly string[] {
    const report = analyzeFile(file, [rulesAnalyzer(rules(text), "team", false)], noAnalysisSettings, {
      dialect: "postgres",
      family: "postgres",
      version: "18",
      syntax: postgresSyntax,
    });
    return (report?.reports ?? []).flatMap(({ text: title, description, diagnostics }) =>
      diagnostics.map((found) => `${title} (${description}) ${found.start}: ${found.text}`),
    );
  }

  it("about states see what a file touches, where it touched it last", () => {
    const old = table("old", [column("ID")]);
    const fresh = table("t", [column("id")]);
    const file = lintFile(model([old]), [
      { text: "CREATE", to: model([old, fresh]) },
      { text: "ADD", to: model([old, { ...fresh, columns: [column("id"), column("X")] }]) },
    ]);
    assert.deepEqual(analysed(file), [
      "rule violated: lower (Columns are in lower case) 7: Column t.X is not",
    ]);
  });

  it("about changes see what is dropped and what it was", () => {
    const before = table("t", [column("id"), column("a"), column("b")]);
    const to = table("t", [column("id"), column("b", { type: "text" })]);
    const file = lintFile(model([before]), [{ text: "ALTER", to: model([to]) }]);
    assert.deepEqual(analysed(file), [
      "rule violated: keep (Columns stay) 0: Column a goes",
      "rule violated: keep (Columns stay) 0: b was int",
    ]);
  });

  it("say what is wrong in them, and where", () => {
    const wrap = (body: string): string =>
      `rule "schema" "r" {\n  description = "d"\n  table {\n    assert {\n      ${body}\n    }\n  }\n}`;
    assert.equal(
      problem(wrap('nam { eq = "x" }')),
      'a.rule.hcl:5:7: a table has no "nam" (Did you mean name?)',
    );
    assert.equal(
      problem(wrap('name { equals = "x" }')),
      'a.rule.hcl:5:14: there is no comparison "equals" (It has: condition, contains, contains_fold, eq, eq_fold, ge, gt, in, le, lt, match, ne.)',
    );
    assert.equal(
      problem(wrap("predicate = predicate.table.pk")),
      'a.rule.hcl:5:19: there is no predicate "table.pk" (There is none.)',
    );
    assert.equal(
      problem('rule "schema" "r" {\n  table {\n  }\n}'),
      'a.rule.hcl:1:15: the rule "r" has no description (Say what it is for: description = "…".)',
    );
    assert.match(
      problem(wrap("column { eq = 1 }")),
      /^a\.rule\.hcl:5:16: column is asked for by a quantifier/,
    );
    assert.match(
      problem('predicate "table" "a" {\n  predicate = predicate.table.a\n}'),
      /^a\.rule\.hcl:1:1: the predicate table\.a uses itself/,
    );
    assert.match(problem('variable "x" {\n  type = string\n}'), /missing value for required variable "x"/);
    assert.match(
      problem(
        'rule "schema" "r" {\n  description = "d"\n  part {\n    assert {\n      condition = true\n    }\n  }\n}',
      ),
      /^a\.rule\.hcl:3:3: a part is looked at as a part of something/,
    );
    assert.match(
      problem("rules {\n}"),
      /^a\.rule\.hcl:1:1: a rule file has no block "rules" \(Did you mean rule\?\)/,
    );
  });
});
