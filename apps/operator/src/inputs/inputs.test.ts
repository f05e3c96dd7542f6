import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { KubeObject, ObjectKey, ResourceType, Store } from "@atlas/kube";
import { type AtlasSchemaSpec, atlasSchemaSpec } from "../crd/atlas-schema.ts";
import { readDesired } from "./desired.ts";
import { driverOf } from "./drivers.ts";
import { ReferenceReader, referencesOf } from "./references.ts";
import { readDevUrl, readTargetUrl } from "./target.ts";
import { refuseUnsupported } from "./unsupported.ts";

type Data = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A reader over Secrets and ConfigMaps given as texts, by `Kind/name`. */
function readerOf(objects: Data): ReferenceReader {
  const get = async (type: ResourceType, key: ObjectKey): Promise<KubeObject | undefined> => {
    const data = objects[`${type.kind}/${key.name}`];
    if (data === undefined || key.namespace !== "app") return undefined;
    const encode = (text: string) => (type.kind === "Secret" ? Buffer.from(text).toString("base64") : text);
    return {
      apiVersion: "v1",
      kind: type.kind,
      metadata: { ...key, uid: "u", resourceVersion: "1", generation: 1 },
      data: Object.fromEntries(Object.entries(data).map(([name, text]) => [name, encode(text)])),
    };
  };
  // Nothing but `get` is called by a reader.
  return new ReferenceReader({ get } as Store, "app", new AbortController().signal);
}

const specOf = (spec: unknown): AtlasSchemaSpec => atlasSchemaSpec.parse(spec);
const secretRef = (name: string, key: string, more = {}) => ({ secretKeyRef: { name, key, ...more } });

describe("readTargetUrl", () => {
  const target = async (spec: unknown, objects: Data = {}) =>
    (await readTargetUrl(specOf(spec), readerOf(objects))).reveal();

  it("prefers urlFrom to url and url to credentials", async () => {
    const objects = { "Secret/db": { url: "postgres://from\n" } };
    const credentials = { scheme: "postgres", host: "parts" };
    assert.equal(
      await target({ urlFrom: secretRef("db", "url"), url: "postgres://inline" }, objects),
      "postgres://from",
    );
    assert.equal(await target({ url: "postgres://inline", credentials }), "postgres://inline");
    assert.equal(await target({ credentials }), "postgres://parts");
  });

  it("builds a URL from parts, which may come from Secrets", async () => {
    const objects = { "Secret/db": { user: "ann", password: "p@ss/word?", host: "db.app" } };
    const credentials = {
      scheme: "postgres",
      user: "ignored",
      userFrom: secretRef("db", "user"),
      passwordFrom: secretRef("db", "password"),
      hostFrom: secretRef("db", "host"),
      port: 5433,
      database: "my db",
      parameters: { sslmode: "disable", search_path: "a b" },
    };
    assert.equal(
      await target({ credentials }, objects),
      "postgres://ann:p%40ss%2Fword%3F@db.app:5433/my%20db?search_path=a%20b&sslmode=disable",
    );
  });

  it("puts the database of SQL Server into the query", async () => {
    const credentials = { scheme: "sqlserver", user: "sa", host: "::1", database: "app" };
    assert.equal(await target({ credentials }), "sqlserver://sa@[::1]?database=app");
  });

  it("says when there is none, also when the credentials name no host", async () => {
    const message = "no target database defined";
    await assert.rejects(target({}), { message });
    await assert.rejects(target({ credentials: { scheme: "postgres", user: "ann" } }), { message });
  });

  it("names the Secret or the key that is missing", async () => {
    const spec = { urlFrom: secretRef("db", "url") };
    await assert.rejects(target(spec), { message: 'secrets "db" not found' });
    await assert.rejects(target(spec, { "Secret/db": { other: "x" } }), {
      message: 'secret app/db does not contain key "url"',
    });
  });

  it("passes over an optional reference that is missing", async () => {
    const spec = { urlFrom: secretRef("db", "url", { optional: true }), url: "postgres://inline" };
    assert.equal(await target(spec), "postgres://inline");
  });

  it("hides the URL and its password from then on", async () => {
    const reader = readerOf({ "Secret/db": { url: "postgres://ann:s3cr%40t@db/x" } });
    await readTargetUrl(specOf({ urlFrom: secretRef("db", "url") }), reader);
    assert.equal(reader.redacted("at postgres://ann:s3cr%40t@db/x with s3cr@t"), "at *** with ***");
  });
});

describe("readDevUrl", () => {
  it("prefers devURLFrom, and may be absent", async () => {
    const reader = readerOf({ "Secret/dev": { url: "sqlite://from" } });
    const spec = specOf({ devURL: "sqlite://inline", devURLFrom: secretRef("dev", "url") });
    assert.equal((await readDevUrl(spec, reader))?.reveal(), "sqlite://from");
    assert.equal(await readDevUrl(specOf({}), reader), undefined);
  });
});

describe("readDesired", () => {
  const desired = (schema: unknown, objects: Data = {}) =>
    readDesired(specOf({ schema }).schema, readerOf(objects));
  const from = (key: string) => ({ configMapKeyRef: { name: "schema", key }, sql: "inline" });

  it("prefers the ConfigMap to inline SQL, and may be absent", async () => {
    const text = await desired(from("schema.SQL"), { "ConfigMap/schema": { "schema.SQL": "mapped" } });
    assert.deepEqual(text, { type: "text", name: "schema.sql", text: "mapped" });
    assert.deepEqual(await desired({ sql: "inline" }), { type: "text", name: "schema.sql", text: "inline" });
    assert.equal(await desired({}), undefined);
  });

  it("takes HCL from a ConfigMap, and prefers it to inline SQL", async () => {
    const hcl = { type: "text", name: "schema.hcl", text: "mapped", language: "hcl" };
    const text = await desired(from("schema.HCL"), { "ConfigMap/schema": { "schema.HCL": "mapped" } });
    assert.deepEqual(text, hcl);
    assert.deepEqual(await desired({ sql: "inline", hcl: "mapped" }), hcl);
  });

  it("names the ConfigMap, the key or the ending that is wrong", async () => {
    await assert.rejects(desired(from("s.sql")), { message: 'configmaps "schema" not found' });
    await assert.rejects(desired(from("s.sql"), { "ConfigMap/schema": {} }), {
      message: 'configmaps app/schema does not contain key "s.sql"',
    });
    await assert.rejects(desired(from("s.txt"), { "ConfigMap/schema": { "s.txt": "" } }), {
      message: 'configmaps key "s.txt" must be ending with .sql or .hcl, received ".txt"',
    });
  });
});

describe("driverOf", () => {
  it("looks at the part before the plus sign, in any case", () => {
    assert.equal(driverOf("libsql+wss"), "sqlite");
    assert.equal(driverOf("MARIA"), "mariadb");
    assert.equal(driverOf("azuresql"), "sqlserver");
  });

  it("names a scheme that nobody knows", () => {
    assert.throws(() => driverOf("toString"), {
      code: "E_URL",
      message: 'unknown driver for schema "toString"',
    });
  });
});

describe("refuseUnsupported", () => {
  const refusal = (spec: unknown, allowCustomConfig = true) => {
    try {
      refuseUnsupported(specOf(spec), { allowCustomConfig, hasPods: false });
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  };

  it("names every field that this build does not act on", () => {
    const fields: readonly (readonly [unknown, string])[] = [
      [{ config: "env {}", envName: "e" }, "spec.config"],
      [{ configFrom: secretRef("c", "k"), envName: "e" }, "spec.configFrom"],
      [{ envName: "e" }, "spec.envName"],
      [{ vars: [{ key: "k", value: "v" }] }, "spec.vars"],
      [{ cloud: { repo: "r" } }, "spec.cloud.repo"],
      [{ cloud: { tokenFrom: secretRef("t", "k") } }, "spec.cloud.tokenFrom"],
      [{ schema: { url: "atlas://r" } }, "spec.schema.url"],
    ];
    for (const [spec, field] of fields) assert.equal(refusal(spec), `this build does not act on ${field}`);
  });

  it("refuses a pod where there is no cluster", () => {
    const spec = specOf({ devDB: { spec: { containers: [] } } });
    const refuse = (hasPods: boolean) => () => refuseUnsupported(spec, { allowCustomConfig: true, hasPods });
    assert.throws(refuse(false), { code: "E_MANIFEST", message: /spec\.devDB asks for a pod/ });
    assert.doesNotThrow(refuse(true));
  });

  it("asks for the installation to allow project files first", () => {
    assert.equal(
      refusal({ config: "env {}" }, false),
      'install the operator with "--set allowCustomConfig=true" to use custom atlas.hcl config',
    );
    assert.equal(refusal({ config: "env {}" }), "env name must be set when using custom atlas.hcl config");
  });

  it("lets everything else pass", () => {
    const policy = {
      lint: { destructive: { error: true }, review: "ERROR" },
      diff: { skip: { drop_column: true }, concurrent_index: { create: true }, online: true },
    };
    assert.equal(
      refusal({ url: "sqlite://x", schema: { sql: "" }, policy, exclude: ["x"], txMode: "all" }),
      undefined,
    );
  });
});

describe("referencesOf", () => {
  it("lists everything a resource reads", () => {
    const spec = specOf({
      urlFrom: secretRef("url", "k"),
      credentials: {
        userFrom: secretRef("user", "k"),
        passwordFrom: secretRef("pass", "k"),
        hostFrom: secretRef("host", "k"),
      },
      devURLFrom: secretRef("dev", "k"),
      configFrom: secretRef("config", "k"),
      cloud: { tokenFrom: secretRef("token", "k") },
      vars: [
        { key: "a", valueFrom: { ...secretRef("var", "k"), configMapKeyRef: { name: "var", key: "k" } } },
      ],
      schema: { configMapKeyRef: { name: "schema", key: "s.sql" } },
    });
    const names = referencesOf(spec, "app").map(
      ({ type, key }) => `${type.kind} ${key.namespace}/${key.name}`,
    );
    const secrets = ["config", "dev", "host", "pass", "token", "url", "user", "var"];
    assert.deepEqual(names, [
      "ConfigMap app/schema",
      "ConfigMap app/var",
      ...secrets.map((name) => `Secret app/${name}`),
    ]);
  });
});
