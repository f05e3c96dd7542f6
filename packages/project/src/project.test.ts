import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loadProject } from "./project.ts";
import { problemOf, projectOf, revealed, TestWorld } from "./test-support.ts";

describe("locating a project file", () => {
  const messageOf = async (config: string | undefined) =>
    (await problemOf(loadProject({ config, env: "dev", variables: {} }, new TestWorld()))).message;

  it("says what of --config is wrong, in the words that scripts know", async () => {
    assert.equal(
      await messageOf("atlas.hcl"),
      "missing scheme for config file. Did you mean file://atlas.hcl?",
    );
    assert.equal(await messageOf("s3://atlas.hcl"), 'unsupported config file driver "s3"');
    assert.equal(
      await messageOf(undefined),
      'config file "atlas.hcl" was not found: open atlas.hcl: no such file or directory',
    );
  });
});

describe("variables, locals and environments", () => {
  it("gives variables their types, defaults and repeated values", async () => {
    const text = `
      variable "name" { type = string }
      variable "port" {
        type    = int
        default = 5432
      }
      variable "schemas" { type = list(string) }
      locals {
        url  = "postgres://\${local.host}:\${var.port}/\${var.name}"
        host = getenv("HOST")
      }
      env "dev" {
        url     = local.url
        schemas = var.schemas
        owner   = "team"
      }`;
    const world = new TestWorld({}, { HOST: "db" });
    const { envs } = await projectOf(text, { env: "dev", vars: { name: "app", schemas: ["a", "b"] }, world });
    assert.equal(revealed(envs[0]?.url), "postgres://db:5432/app");
    assert.deepEqual(envs[0]?.schemas, ["a", "b"]);
    assert.deepEqual(envs[0]?.attributes, { owner: "team" });
    const { envs: one } = await projectOf(text, {
      env: "dev",
      vars: { name: "app", schemas: "a", extra: "x" },
      world,
    });
    assert.deepEqual(one[0]?.schemas, ["a"]);
  });

  it("says which variable lacks a value, and where it is declared", async () => {
    const problem = await problemOf(projectOf('\nvariable "x" { type = string }'));
    assert.equal(problem.message, 'missing value for required variable "x"');
    assert.equal(problem.place, "atlas.hcl:2:1");
  });

  it("takes what the environment holds under the name of a secret for one", async () => {
    const world = new TestWorld({}, { HOST: "db", DB_PASSWORD: "hunter2" });
    const text = 'env "dev" {\n a = getenv("HOST")\n b = tonumber(getenv("DB_PASSWORD"))\n}';
    await problemOf(projectOf(text, { env: "dev", world }));
    assert.deepEqual(world.secrets, ["hunter2"]);
  });

  it("evaluates the selected environment alone", async () => {
    const text = `
      data "sql" "no" {
        url   = "postgres://nowhere"
        query = "SELECT 1"
      }
      env "other" { url = data.sql.no.value }
      env "dev" { url = "sqlite://a.db" }`;
    const world = new TestWorld();
    await projectOf(text, { env: "dev", world });
    assert.deepEqual(world.queries, []);
  });

  it("takes an unlabelled block where no label matches, and atlas.env as its name", async () => {
    const text = `
      env "prod" { url = "sqlite://prod.db" }
      env {
        name = atlas.env
        url  = "sqlite://\${atlas.env}.db"
      }`;
    const url = async (env: string) => revealed((await projectOf(text, { env })).envs[0]?.url);
    assert.equal(await url("prod"), "sqlite://prod.db");
    assert.equal(await url("local"), "sqlite://local.db");
  });

  it("says that an environment is not defined, with the nearest name", async () => {
    const problem = await problemOf(projectOf('env "staging" { }', { env: "stagin" }));
    assert.equal(problem.message, 'env "stagin" not defined in config file');
    assert.equal(problem.hint, "Did you mean --env staging?");
    const empty = await problemOf(projectOf('env "a" { for_each = [] }', { env: "a" }));
    assert.equal(empty.message, 'env "a" not defined in config file');
    assert.match(
      (await problemOf(projectOf("env { }", { env: "a" }))).message,
      /all envs must have names on file "atlas.hcl"/,
    );
  });

  it("makes an instance for each element, maps in the order of keys and sets sorted", async () => {
    const of = async (collection: string) =>
      (
        await projectOf(`env "t" {\n for_each = ${collection}\n url = "sqlite://\${each.value}.db"\n}`, {
          env: "t",
        })
      ).envs.map(({ instance, url }) => [instance, revealed(url)]);
    assert.deepEqual(await of('{ b = "two", a = "one" }'), [
      ["a", "sqlite://one.db"],
      ["b", "sqlite://two.db"],
    ]);
    assert.deepEqual(await of('toset(["y", "x", "y"])'), [
      ["x", "sqlite://x.db"],
      ["y", "sqlite://y.db"],
    ]);
    assert.deepEqual(await of('["y", "x"]'), [
      ["y", "sqlite://y.db"],
      ["x", "sqlite://x.db"],
    ]);
    const problem = await problemOf(of('"text"'));
    assert.equal(problem.message, "schemahcl: for_each does not support string type");
  });

  it("takes all blocks of a name, told apart by their order", async () => {
    const text = 'env "e" { url = "sqlite://a.db" }\nenv "e" { url = "sqlite://b.db" }';
    const { envs } = await projectOf(text, { env: "e" });
    assert.deepEqual(
      envs.map(({ instance, url }) => [instance, revealed(url)]),
      [
        ["1", "sqlite://a.db"],
        ["2", "sqlite://b.db"],
      ],
    );
  });

  it("names circles, duplicates and unknown names with their place", async () => {
    const circle = await problemOf(projectOf("locals {\n  a = local.b\n  b = local.a\n}"));
    assert.equal(circle.message, 'cyclic reference to "local.a"');
    assert.equal(circle.place, "atlas.hcl:2:7");
    const twice = await problemOf(
      projectOf('data "http" "x" { url = "http://a" }\ndata "http" "x" { url = "http://a" }'),
    );
    assert.equal(twice.message, 'duplicate block "data.http.x"');
    assert.equal(twice.place, "atlas.hcl:2:1");
    const unknown = await problemOf(
      projectOf('env "a" {\n  migraton {\n    dir = "file://m"\n  }\n}', { env: "a" }),
    );
    assert.equal(unknown.message, 'the block env has no block "migraton"');
    assert.equal(unknown.hint, "Did you mean migration?");
    assert.equal(unknown.place, "atlas.hcl:2:3");
    const attribute = await problemOf(
      projectOf('env "a" {\n  migration {\n    dirr = "x"\n  }\n}', { env: "a" }),
    );
    assert.equal(attribute.hint, "Did you mean dir?");
    const call = await problemOf(projectOf('env "a" {\n  url = fle("x")\n}', { env: "a" }));
    assert.match(call.message, /fle/);
    assert.equal(call.place, "atlas.hcl:2:9");
    const top = await problemOf(projectOf("envv { }"));
    assert.equal(top.hint, "Did you mean env?");
  });

  it("reads files, lists and clock for functions", async () => {
    const world = new TestWorld({ "schema/a.sql": "CREATE TABLE a", "schema/b.sql": "" });
    const { envs } = await projectOf(
      `env "a" {
        text  = file("schema/a.sql")
        files = fileset("schema/*.sql")
        at    = timestamp()
        conf  = yamldecode("a: [1, 2]").a
      }`,
      { env: "a", world },
    );
    assert.deepEqual(envs[0]?.attributes, {
      text: "CREATE TABLE a",
      files: ["/app/schema/a.sql", "/app/schema/b.sql"],
      at: "2026-01-02T03:04:05Z",
      conf: [1, 2],
    });
    const missing = await problemOf(projectOf('env "a" {\n  x = file("no.sql")\n}', { env: "a", world }));
    assert.match(missing.message, /open no.sql: no such file or directory/);
    assert.equal(missing.place, "atlas.hcl:2:7");
  });
});
