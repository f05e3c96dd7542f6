import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { problemOf, projectOf, revealed } from "../test-support.ts";

const envOf = async (content: string, globals = "") =>
  (await projectOf(`${globals}\nenv "e" {\n${content}\n}`, { env: "e" })).envs[0];
const told = async (content: string, globals = "") => (await problemOf(envOf(content, globals))).message;

describe("lint", () => {
  const globals = `lint {
    review = ERROR
    latest = 1
    destructive {
      error = true
      allow_table { match = "drop_.+" }
    }
    naming {
      match = "^[a-z]+$"
      table { message = "lower" }
    }
  }`;

  it("takes from the whole file what the environment lacks", async () => {
    const env = await envOf('lint {\n  git {\n    base = "main"\n  }\n}', globals);
    assert.equal(env?.lint.review, "ERROR");
    assert.deepEqual(env?.lint.git, { base: "main" });
    assert.equal(env?.lint.latest, undefined);
    assert.equal(env?.lint.analyzers["destructive"]?.patterns[0]?.match, "drop_.+");
    assert.equal(env?.lint.analyzers["naming"]?.texts["match"], "^[a-z]+$");
  });

  it("reads who may change what, and what rule files are given", async () => {
    const env = await envOf(`lint {
      ownership "github" {
        error = true
        deny "contractors" {
          match = "*"
          users = ["x"]
        }
        allow "core" {
          match = "public.*[type=table]"
          teams = ["backend"]
        }
      }
      incompatible {
        drop_table { message = "no" }
      }
      check "PG301" { force = true }
      rule "hcl" "team" {
        src  = "a.rule.hcl"
        vars = { words = ["a", "b"], most = 3 }
      }
    }`);
    assert.deepEqual(env?.lint.ownership, {
      provider: "github",
      default: "DENY",
      rules: [
        { effect: "deny", name: "contractors", match: "*", users: ["x"], teams: [] },
        { effect: "allow", name: "core", match: "public.*[type=table]", users: [], teams: ["backend"] },
      ],
      error: true,
    });
    assert.equal(env.lint.analyzers["incompatible"]?.patterns[0]?.type, "drop_table");
    assert.deepEqual(env.lint.checks, { PG301: { force: true } });
    assert.deepEqual(
      env.lint.rules.map(({ place: _place, ...rule }) => rule),
      [
        {
          language: "hcl",
          name: "team",
          src: ["a.rule.hcl"],
          vars: { words: ["a", "b"], most: 3 },
          error: false,
        },
      ],
    );
    assert.equal(await told('lint {\n  ownership "svn" {\n  }\n}'), 'nobody knows teams of "svn"');
    assert.equal(
      await told('lint {\n  ownership "github" {\n    allow "a" {\n      match = "*"\n    }\n  }\n}'),
      "the allow is for nobody",
    );
  });

  it("takes none of its analyzers where the environment has its own", async () => {
    const env = await envOf(
      'lint {\n  data_depend {\n    error = true\n  }\n  check "PG301" {\n    skip = true\n  }\n}',
      globals,
    );
    assert.deepEqual(Object.keys(env?.lint.analyzers ?? {}), ["data_depend"]);
    assert.deepEqual(env?.lint.checks, { PG301: { skip: true } });
  });

  it("refuses what contradicts itself or is not known", async () => {
    assert.equal(
      await told('lint {\n  log = "a"\n  format = "b"\n}'),
      "cannot use both 'log' and 'format' in the same lint block",
    );
    assert.equal(
      await told('lint {\n  latest = 1\n  git {\n    dir = "."\n  }\n}'),
      "latest and git are mutually exclusive",
    );
    assert.equal(await told("lint {\n  review = SOMETIMES\n}"), 'review cannot be "SOMETIMES"');
    assert.equal(await told("lint {\n  destructve {\n  }\n}"), 'the block lint has no block "destructve"');
    assert.equal(
      await told("lint {\n  condrop {\n    allow_table {\n    }\n  }\n}"),
      'the block condrop has no block "allow_table"',
    );
    assert.match(await told('lint {\n  naming {\n    match = "("\n  }\n}'), /missing closing \)/);
    const deny = 'lint {\n  statement {\n    deny {\n      match = "["\n    }\n  }\n}';
    assert.match(await told(deny), /^the pattern is not understood/);
  });

  it("keeps attributes of analyzers that it does not know, and says so", async () => {
    const env = await envOf("lint {\n  condrop {\n    error   = true\n    on_edit = WARN\n  }\n}");
    assert.equal(env?.lint.analyzers["condrop"]?.error, true);
    assert.equal(env?.lint.unused?.length, 1);
    assert.match(
      env?.lint.unused?.[0] ?? "",
      /:\d+:\d+: the block condrop has no attribute "on_edit": it has no effect$/,
    );
  });
});

describe("diff", () => {
  it("reads what is skipped, how indexes are made and from what size on tables are large", async () => {
    const env = await envOf(`diff {
      online = true
      skip {
        drop_table  = true
        drop_schema = false
      }
      concurrent_index {
        create = true
      }
      thresholds {
        rows = 1000
        size = "1GB"
      }
    }
    diff "postgres" {
      not_null {
        check = true
      }
    }`);
    assert.deepEqual(env?.diff.skip, ["drop_table"]);
    assert.equal(env?.diff.online, true);
    assert.deepEqual(env?.diff.concurrentIndex, { add: true });
    assert.deepEqual(env?.diff.thresholds, { rows: 1000, sizeBytes: 2 ** 30 });
    assert.deepEqual(env?.diff.notNull, { check: true });
  });

  it("takes skip and concurrency from the whole file where it has none", async () => {
    const globals =
      "diff {\n  skip {\n    drop_table = true\n  }\n  concurrent_index {\n    drop = true\n  }\n}";
    assert.deepEqual((await envOf("", globals))?.diff.skip, ["drop_table"]);
    const env = await envOf("diff {\n  skip {\n    drop_column = true\n  }\n}", globals);
    assert.deepEqual([env?.diff.skip, env?.diff.concurrentIndex], [["drop_column"], { drop: true }]);
  });

  it("refuses what is not known", async () => {
    assert.equal(
      await told("diff {\n  skip {\n    drop_tabel = true\n  }\n}"),
      'the block skip has no attribute "drop_tabel"',
    );
    assert.equal(await told('diff {\n  thresholds {\n    size = "much"\n  }\n}'), '"much" is no size');
    assert.equal(await told("diff {\n}\ndiff {\n}"), 'duplicate block "diff"');
  });
});

describe("the other settings of an environment", () => {
  it("have their types", async () => {
    const env = await envOf(
      `migration {
        dir          = "file://migrations"
        format       = "golang-migrate"
        exec_order   = LINEAR_SKIP
        lock_timeout = "1m30s"
      }
      schema {
        src = "file://a.hcl"
        mode {
          roles     = true
          sensitive = ALLOW
        }
      }
      test {
        schema {
          src  = ["a.test.hcl"]
          vars = { n = 1 }
        }
      }
      log {
        migrate {
          apply = "x"
        }
      }`,
      'format {\n  schema {\n    diff = "d"\n  }\n}\nhook "sql" "timeout" {\n  transaction {\n    after_begin = ["SET x TO 1"]\n  }\n}',
    );
    assert.equal(env?.migration.dir, "file://migrations?format=golang-migrate");
    assert.equal(env?.migration.execOrder, "linear-skip");
    assert.equal(env?.migration.lockTimeoutMs, 90_000);
    assert.deepEqual(env?.src, ["file://a.hcl"]);
    assert.deepEqual(env?.mode, { roles: true, sensitive: "ALLOW" });
    assert.deepEqual(env?.test.schema, { src: ["a.test.hcl"], vars: { n: 1 } });
    assert.deepEqual(env?.format, { "schema.diff": "d", "migrate.apply": "x" });
    assert.deepEqual(env?.hooks[0]?.afterBegin, ["SET x TO 1"]);
    assert.deepEqual(env?.urls["env"], undefined);
    assert.deepEqual(env?.urls["src"], ["file://a.hcl"]);
  });

  it("are refused with their place where they are wrong", async () => {
    assert.equal(
      await told('migration {\n  dir = "migrations"\n}'),
      'missing scheme for dir url. Did you mean "file://migrations"?',
    );
    assert.equal(await told("migration {\n  exec_order = RANDOM\n}"), 'exec_order cannot be "RANDOM"');
    assert.equal(await told('migration {\n  lock_timeout = "soon"\n}'), '"soon" is no duration');
    assert.equal(await told("migration {\n}\nmigration {\n}"), 'duplicate block "migration"');
    assert.match(await told("url = []"), /^url is a text: cannot convert list to string/);
    assert.equal(await told("", 'atlas "x" {\n}'), 'init block "atlas" cannot have labels');
    assert.equal(await told("", "atlas {\n}\natlas {\n}"), 'duplicate init block "atlas"');
    assert.equal(await told("", 'check "nope" {\n}'), 'there is no check "nope"');
  });

  it("leave nobody asked where an atlas block names a registry", async () => {
    const { globals } = await projectOf(
      'atlas {\n  cloud {\n    token = "t0ken"\n    org   = "acme"\n  }\n}',
    );
    assert.equal(globals.cloud?.org, "acme");
    assert.equal(revealed(globals.cloud?.token), "t0ken");
    assert.equal(JSON.stringify(globals.cloud).includes("t0ken"), false);
  });
});
