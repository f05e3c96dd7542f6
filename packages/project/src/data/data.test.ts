import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { problemOf, projectOf, revealed, TestWorld } from "../test-support.ts";

/** What the attribute `x` of an environment is worth. */
async function worth(text: string, expression: string, world = new TestWorld()): Promise<unknown> {
  const { envs } = await projectOf(`${text}\nenv "e" {\n  x = ${expression}\n}`, { env: "e", world });
  return envs[0]?.attributes["x"];
}

const problem = (text: string, expression: string, world?: TestWorld) =>
  problemOf(worth(text, expression, world));

const body = (content: string) => new TextEncoder().encode(content);

describe("data sql", () => {
  const query =
    'data "sql" "q" {\n  url   = "sqlite://a.db"\n  query = "SELECT 1"\n  args  = [1, "a", true]\n}';

  it("gives lists of scalars or objects, their count and the first", async () => {
    const world = new TestWorld();
    world.answer = { columns: ["name"], rows: [["b"], ["a"]] };
    assert.deepEqual(await worth(query, "[data.sql.q.count, data.sql.q.value, data.sql.q.values]", world), [
      2,
      "b",
      ["b", "a"],
    ]);
    assert.deepEqual(world.queries[0]?.args, [1, "a", true]);
    assert.equal(world.queries.length, 1);
    world.answer = { columns: ["name", "tier"], rows: [["b", 1]] };
    assert.deepEqual(await worth(query, "data.sql.q.values", world), [{ name: "b", tier: 1 }]);
    world.answer = { columns: ["name"], rows: [] };
    assert.deepEqual(await worth(query, "[data.sql.q.count, data.sql.q.value == null]", world), [0, true]);
  });

  it("refuses NULL and wrong arguments", async () => {
    const world = new TestWorld();
    world.answer = { columns: ["name"], rows: [[null]] };
    const told = await problem(query, "data.sql.q.values", world);
    assert.equal(told.message, "data.sql.q: unsupported row type: <nil>");
    assert.equal(told.place, "atlas.hcl:3:11");
    assert.match(told.hint, /IS NOT NULL/);
    assert.equal(
      (await problem(query.replace('[1, "a", true]', "4"), "data.sql.q.values")).message,
      'data.sql.q: attribute "args" must be a list, got: number',
    );
    assert.equal(
      (await problem(query.replace('[1, "a", true]', "[[]]"), "data.sql.q.values")).message,
      'data.sql.q: attribute "args" must be a list of strings, numbers or booleans, got: list',
    );
  });
});

describe("data sources in general", () => {
  it("names what is wrong, with the source in front and the nearest name", async () => {
    assert.equal(
      (await problem('data "nope" "x" {\n}', "data.nope.x")).message,
      'missing data source handler for "nope"',
    );
    assert.equal(
      (await problem('data "x" {\n}', "1")).message,
      'data block "data" must have exactly 2 labels',
    );
    const unknown = await problem(
      'data "sql" "q" {\n  url = "a"\n  query = "b"\n  arg = []\n}',
      "data.sql.q",
    );
    assert.equal(unknown.message, 'data.sql.q: the block data has no attribute "arg"');
    assert.equal(unknown.hint, "Did you mean args?");
    const missing = await problem('data "sql" "q" {\n  url = "a"\n}', "data.sql.q");
    assert.match(
      missing.message,
      /^data\.sql\.q: Missing required argument; The argument "query" is required/,
    );
    const mistyped = await problem('data "sql" "q" {\n  url = "a"\n  querry = "b"\n}', "data.sql.q");
    assert.equal(mistyped.hint, "Did you mean query where it says querry?");
    assert.match((await problem("", "data.sql.missing")).message, /there is no data\.sql\.missing/);
    assert.match(
      (await problem('data "remote_dir" "x" {\n}', "data.remote_dir.x.url")).message,
      /^data\.remote_dir\.x: data source "remote_dir" is not supported by this version/,
    );
  });

  it("follows data sources that need each other, and names a circle", async () => {
    const world = new TestWorld({}, { SECRET: "s3cret" });
    const text = `
      data "runtimevar" "pass" { url = "env://SECRET" }
      locals { url = "sqlite://\${data.runtimevar.pass}.db" }
      data "sql" "q" {
        url   = local.url
        query = "SELECT 1"
      }`;
    await worth(text, "data.sql.q.count", world);
    assert.equal(world.queries[0]?.url, "sqlite://s3cret.db");
    assert.deepEqual(world.secrets, ["s3cret"]);
    const circle = `data "http" "a" { url = data.http.b.url }\ndata "http" "b" { url = data.http.a.url }`;
    assert.equal((await problem(circle, "1")).message, 'cyclic reference to "data.http.a"');
  });
});

describe("programs", () => {
  const program = 'data "external" "p" { program = ["tool", "x"] }';

  it("gives what a program prints, as it is", async () => {
    const world = new TestWorld();
    world.ran = { code: 0, stdout: '{"a": 1}\n', stderr: "" };
    assert.equal(await worth(program, "data.external.p", world), '{"a": 1}\n');
    assert.equal(await worth(program, "jsondecode(data.external.p).a", world), 1);
  });

  it("shows what a program that failed said", async () => {
    const world = new TestWorld();
    world.ran = { code: 2, stdout: "", stderr: "boom\n" };
    assert.equal(
      (await problem(program, "data.external.p", world)).message,
      "data.external.p: running program tool: boom",
    );
    world.ran = { code: 2, stdout: "", stderr: "" };
    assert.equal(
      (await problem(program, "data.external.p", world)).message,
      "data.external.p: running program tool: exit status 2",
    );
    assert.equal(
      (await problem('data "external" "p" { program = [] }', "data.external.p")).message,
      "data.external.p: program cannot be empty",
    );
    world.ran = { code: 0, stdout: "no json", stderr: "" };
    const undecoded = await problem(program, "jsondecode(data.external.p)", world);
    assert.equal(undecoded.place, "atlas.hcl:3:7");
    // The parser of JSON quotes what it read, which may be a secret.
    assert.ok(!undecoded.message.includes("no json"), undecoded.message);
  });

  it("makes a schema of what a program prints", async () => {
    const world = new TestWorld();
    world.ran = { code: 0, stdout: "CREATE TABLE t (id int);", stderr: "" };
    const { envs, sources } = await projectOf(
      'data "external_schema" "orm" { program = ["orm"] }\nenv "e" { src = data.external_schema.orm.url }',
      { env: "e", world },
    );
    assert.deepEqual(envs[0]?.src, ["mem://external_schema/orm"]);
    assert.deepEqual(sources.get("mem://external_schema/orm"), {
      kind: "sql",
      files: [{ name: "data.external_schema.orm", text: "CREATE TABLE t (id int);" }],
    });
  });
});

describe("a program that prints no schema", () => {
  it("does not stand for a schema without objects", async () => {
    const world = new TestWorld();
    world.ran = { code: 0, stdout: " \n", stderr: "" };
    const said = await problem(
      'data "external_schema" "orm" { program = ["orm"] }',
      "data.external_schema.orm.url",
      world,
    );
    assert.equal(said.message, "data.external_schema.orm: the program printed nothing");
  });
});

describe("schemas and directories", () => {
  it("renders a directory of templates, and says what of it is wrong", async () => {
    const world = new TestWorld({
      "m/1.sql": 'CREATE TABLE {{ .Name }} (id int);{{ template "shared.tmpl" .Name }}',
      "m/shared/shared.tmpl": "-- {{ . }}",
      "m/atlas.sum": "h1:x",
    });
    const dir = (vars: string) => `data "template_dir" "d" {\n  path = "m"\n  vars = ${vars}\n}`;
    const { sources } = await projectOf(
      `${dir('{ Name = "t" }')}\nenv "e" {\n  migration {\n    dir = data.template_dir.d.url\n  }\n}`,
      { env: "e", world },
    );
    assert.deepEqual(sources.get("mem://m/d"), {
      kind: "directory",
      folder: "/app/m",
      files: [{ name: "1.sql", text: "CREATE TABLE t (id int);-- t" }],
    });
    assert.equal(
      (await problem(dir('{ Other = "t" }'), "data.template_dir.d.url", world)).message,
      'data.template_dir.d: template: 1.sql:1:16: executing "1.sql" at <.Name>: map has no entry for key "Name"',
    );
    assert.equal(
      (await problem('data "template_dir" "d" { path = "no" }', "data.template_dir.d.url", world)).message,
      "data.template_dir.d: path no is not a directory",
    );
    assert.match(
      (await problem(dir("{ Name = { a = 1 } }"), "data.template_dir.d.url", world)).message,
      /attribute "vars" must be a map of strings, numbers or booleans, got: object$/,
    );
  });

  it("takes HCL schemas by path or paths, with variables of their own", async () => {
    const world = new TestWorld({ "a.hcl": "" });
    const { sources } = await projectOf(
      'data "hcl_schema" "a" {\n  path = "a.hcl"\n  vars = { n = 1 }\n}\nenv "e" { src = data.hcl_schema.a.url }',
      { env: "e", world },
    );
    assert.deepEqual(sources.get("mem://hcl_schema/a"), {
      kind: "hcl",
      paths: ["/app/a.hcl"],
      variables: { n: 1 },
    });
    const told = async (content: string) =>
      (await problem(`data "hcl_schema" "a" {\n${content}\n}`, "data.hcl_schema.a.url", world)).message;
    assert.equal(
      await told('path = "a.hcl"\npaths = []'),
      "data.hcl_schema.a: path and paths cannot be set together",
    );
    assert.equal(await told(""), "data.hcl_schema.a: path or paths must be set");
  });
});

describe("values that are kept elsewhere", () => {
  const runtimevar = (url: string) => `data "runtimevar" "v" { url = "${url}" }`;
  const read = (url: string, world?: TestWorld) => worth(runtimevar(url), "data.runtimevar.v", world);

  it("reads constants, the environment, files and the web", async () => {
    const world = new TestWorld({ "v.txt": "from file" }, { NAME: "from env" });
    assert.equal(await read("constant://?val=abc&decoder=string", world), "abc");
    assert.equal(await read("env://NAME", world), "from env");
    assert.equal(await read("file:///app/v.txt", world), "from file");
    world.responses = [{ status: 200, headers: {}, body: body("from web") }];
    assert.equal(await read("https://x/y", world), "from web");
    assert.deepEqual(world.secrets, ["abc", "from env", "from file", "from web"]);
  });

  it("asks the clients of clouds, and a vault of either version", async () => {
    assert.equal(await read("awsparamstore:///a/b?region=x"), "parameter /a/b");
    assert.equal(
      await read("awssecretsmanager://pw?region=eu-central-1&awssdk=v2"),
      "secret pw of eu-central-1",
    );
    const world = new TestWorld({}, { VAULT_ADDR: "http://vault/", VAULT_TOKEN: "tok" });
    world.responses = [
      { status: 200, headers: {}, body: body('{"data":{"data":{"pw":"s3cret"},"metadata":{}}}') },
      { status: 200, headers: {}, body: body('{"data":{"pw":"s3cret"}}') },
    ];
    assert.equal(await read("hashivault://secret/data/app", world), '{"pw":"s3cret"}');
    assert.equal(
      await worth(runtimevar("hashivault://kv/app"), "jsondecode(data.runtimevar.v).pw", world),
      "s3cret",
    );
    assert.equal(world.requests[0]?.url, "http://vault/v1/secret/data/app");
    assert.ok(world.secrets.includes("tok") && world.secrets.includes("s3cret"));
    world.responses = [{ status: 200, headers: {}, body: body(`{"payload":{"data":"${btoa("pw")}"}}`) }];
    assert.equal(await read("gcpsecretmanager://projects/p/secrets/s", world), "pw");
    assert.equal(
      world.requests.at(-1)?.url,
      "https://secretmanager.googleapis.com/v1/projects/p/secrets/s/versions/latest:access",
    );
    const token = 'data "aws_rds_token" "t" {\n  endpoint = "h:5432"\n  username = "me"\n}';
    assert.equal(await worth(token, "urlescape(data.aws_rds_token.t)"), "token+of+me");
    assert.equal(await worth('data "gcp_cloudsql_token" "t" {\n}', "data.gcp_cloudsql_token.t"), "gcp-token");
  });

  it("says at the block that a cloud gives no token", async () => {
    const world = new TestWorld();
    const refuse = () => Promise.reject(new Error("Could not load credentials from any providers"));
    const cloud = { ...world.cloud, awsRdsToken: refuse, gcpToken: refuse };
    Object.defineProperty(world, "cloud", { value: cloud });
    for (const [type, body] of [
      ["aws_rds_token", '\n  endpoint = "h:5432"\n  username = "me"'],
      ["gcp_cloudsql_token", ""],
    ]) {
      const told = await problem(`data "${type}" "t" {${body}\n}`, `data.${type}.t`, world);
      assert.equal(
        told.message,
        `data.${type}.t: asking for a token: Could not load credentials from any providers`,
      );
      assert.deepEqual(
        [told.place, told.hint],
        ["atlas.hcl:1:1", "Check the credentials in the environment."],
      );
    }
  });

  it("says what cannot be read", async () => {
    const told = async (url: string, world?: TestWorld) =>
      (await problem(runtimevar(url), "data.runtimevar.v", world)).message;
    assert.equal(
      await told("constant://?val=x&decoder=bytes"),
      'data.runtimevar.v: unsupported decoder: "bytes"',
    );
    assert.equal(
      await told("env://NO"),
      'data.runtimevar.v: reading env variable: the environment has no variable "NO"',
    );
    assert.equal(await told("nope://x"), 'data.runtimevar.v: unsupported runtimevar driver "nope"');
    assert.equal(
      await told("hashivault://x"),
      "data.runtimevar.v: reading hashivault variable: VAULT_ADDR is not set",
    );
    assert.equal(await told("https://x"), "data.runtimevar.v: reading https variable: connection refused");
  });
});

describe("data http", () => {
  it("gives the answer of a server, whatever its status, after trying again where told", async () => {
    const world = new TestWorld();
    world.responses = [
      { status: 503, headers: {}, body: body("") },
      { status: 404, headers: { "x-a": "b" }, body: body("no") },
    ];
    const text = `data "http" "h" {
      url             = "http://x/y"
      request_headers = { accept = "text/plain" }
      retry {
        attempts     = 2
        min_delay_ms = 1
      }
    }`;
    assert.deepEqual(
      await worth(
        text,
        "[data.http.h.status_code, data.http.h.response_body, data.http.h.response_headers, data.http.h.response_body_base64]",
        world,
      ),
      [404, "no", { "x-a": "b" }, btoa("no")],
    );
    assert.equal(world.requests.length, 2);
  });

  it("refuses settings that contradict each other", async () => {
    const told = async (content: string) =>
      (await problem(`data "http" "h" {\nurl = "http://x"\n${content}\n}`, "data.http.h.url")).message;
    assert.match(
      await told('client_cert_pem = "x"'),
      /client_cert_pem and client_key_pem must be set together/,
    );
    assert.match(
      await told('ca_cert_pem = "x"\ninsecure = true'),
      /ca_cert_pem and insecure cannot be set together/,
    );
    assert.match(
      await told("retry {\n  min_delay_ms = 5\n  max_delay_ms = 1\n}"),
      /max_delay_ms is less than min_delay_ms/,
    );
    assert.match(await told('method = "PUT"'), /method cannot be "PUT"/);
  });
});

describe("dev databases", () => {
  it("names the same servers as URLs do, with their baseline", async () => {
    const dev = async (block: string, reference: string) => {
      const { envs } = await projectOf(
        `${block}\nlocals { dev = ${reference} }\nenv "e" { dev = local.dev }`,
        { env: "e" },
      );
      return [revealed(envs[0]?.dev?.url), envs[0]?.dev?.baseline?.text];
    };
    const docker = (content: string) => `docker "postgres" "d" {\n${content}\n}`;
    assert.deepEqual(
      await dev(
        docker('image = "postgres:17"\nschema = "public"\nbaseline = "CREATE TYPE a"'),
        "docker.postgres.d.url",
      ),
      ["docker://postgres/17/dev?search_path=public", "CREATE TYPE a"],
    );
    assert.deepEqual(await dev(docker('image = "ghcr.io/a/pg:1"\ndatabase = "app"'), "docker.postgres.d"), [
      "docker+postgres://_/ghcr.io/a/pg:1/app",
      undefined,
    ]);
    assert.deepEqual(
      await dev('dev "postgres" "d" {\nurl = "postgres://x"\nbaseline = "b"\n}', "dev.postgres.d.url"),
      ["postgres://x", "b"],
    );
    assert.deepEqual(
      await dev(
        docker(
          'image = "postgres:17"\ncommand = ["-c", "a=b&c"]\nbuild {\n  context = "pg"\n  target = "dev"\n  args = { K = "v" }\n}',
        ),
        "docker.postgres.d.url",
      ),
      [
        `docker+postgres://_/postgres:17/dev#command=-c&command=a%3Db%26c&context=${encodeURIComponent("/app/pg")}&target=dev&args.K=v`,
        undefined,
      ],
    );
    const refused = await problemOf(
      dev(docker('image = "postgres:17"\nbuild {\n}'), "docker.postgres.d.url"),
    );
    assert.match(refused.message, /Missing required argument; The argument "context" is required/);
    const missing = await problemOf(dev(docker(""), "docker.postgres.d.url"));
    assert.match(missing.message, /Missing required argument; The argument "image" is required/);
  });
});
