import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { Secret } from "@atlas/core";

import { containerFor, parseDevUrl, type DevSource } from "./url.ts";

function parse(url: string): DevSource {
  return parseDevUrl(new Secret(url));
}

describe("a dev URL", () => {
  for (const [tag, major] of [
    ["16", 16],
    ["16.4", 16],
    ["16-alpine", 16],
    ["16.4-alpine3.20", 16],
    ["latest", undefined],
    ["alpine", undefined],
  ] as const)
    it(`names a native PostgreSQL by the tag ${tag}`, () => {
      assert.partialDeepStrictEqual(parse(`docker://postgres/${tag}/dev`), { kind: "postgres", major, tag });
    });

  it("needs neither a database nor a tag", () => {
    assert.partialDeepStrictEqual(parse("docker://postgres/16"), { major: 16, database: undefined });
    assert.partialDeepStrictEqual(parse("docker://postgres"), { major: undefined, tag: undefined });
  });

  it("keeps its query parameters", () => {
    const source = parse("docker://postgres/16/dev?search_path=public");
    assert.partialDeepStrictEqual(source, { parameters: { search_path: "public" } });
  });

  it("asks for a native server only when it says embedded", () => {
    assert.partialDeepStrictEqual(parse("embedded://postgres/16/dev"), { major: 16, mayBeContainer: false });
    assert.partialDeepStrictEqual(parse("docker://postgres/16/dev"), { major: 16, mayBeContainer: true });
  });

  for (const [url, expected] of [
    ["docker://mysql/8/dev", { flavour: "mysql", version: "8", database: "dev", mayBeContainer: true }],
    ["docker://mysql/8.4.3-oraclelinux9", { flavour: "mysql", version: "8.4.3", database: undefined }],
    ["docker://mysql", { flavour: "mysql", version: undefined, tag: undefined }],
    ["docker://mysql/latest/dev", { flavour: "mysql", version: undefined, tag: "latest" }],
    ["docker://maria/11/dev", { flavour: "mariadb", version: "11" }],
    ["docker://mariadb/10.11-jammy/dev?charset=utf8mb4", { flavour: "mariadb", version: "10.11" }],
    ["embedded://mysql/9/dev", { flavour: "mysql", version: "9", mayBeContainer: false }],
    ["embedded://mariadb/10.11", { flavour: "mariadb", version: "10.11", mayBeContainer: false }],
    ["embedded://maria/10.11", { flavour: "mariadb", version: "10.11", mayBeContainer: false }],
  ] as const)
    it(`names a server of MySQL or MariaDB: ${url}`, () => {
      assert.partialDeepStrictEqual(parse(url), { kind: "mysql", ...expected });
    });

  it("takes a container for a release that is no plain one", () => {
    const container = { family: "postgres", image: "postgres:17beta1", database: "dev", parameters: {} };
    assert.deepEqual(parse("docker://postgres/17beta1/dev"), { kind: "container", container });
  });

  for (const [url, image, database] of [
    ["docker://pgvector/pg17/dev", "pgvector/pgvector:pg17", "dev"],
    ["docker://postgis/16-3.4/dev", "postgis/postgis:16-3.4", "dev"],
    ["docker://mysql/9.6.0-router/dev", "mysql:9.6.0-router", "dev"],
    ["docker://maria/12.1-rc/dev", "mariadb:12.1-rc", "dev"],
    ["docker+postgres://_/pg-with-cron:16/dev", "pg-with-cron:16", "dev"],
    ["docker+postgres://_/pg-with-cron/dev", "pg-with-cron", "dev"],
    ["docker+postgres://acme/pg:16/dev", "acme/pg:16", "dev"],
    ["docker+postgres://ghcr.io/acme/pg:16", "ghcr.io/acme/pg:16", undefined],
    ["docker+postgres://ghcr.io/acme/pg/dev", "ghcr.io/acme/pg", "dev"],
    ["docker+mariadb://_/mariadb:10.6/dev", "mariadb:10.6", "dev"],
    ["docker+mysql://localhost:5000/my/sql:8.4/dev", "localhost:5000/my/sql:8.4", "dev"],
  ] as const)
    it(`runs ${image} for ${url}`, () => {
      assert.partialDeepStrictEqual(parse(url), { kind: "container", container: { image, database } });
    });

  it("says behind # how its container is made", () => {
    const words = "command=-c&command=a%3Db%26c&context=%2Fpg&dockerfile=D&target=t&args.K=v%23";
    assert.deepEqual(parse(`docker+postgres://_/pg:1/dev?search_path=public#${words}`), {
      kind: "container",
      container: {
        family: "postgres",
        image: "pg:1",
        database: "dev",
        parameters: { search_path: "public" },
        command: ["-c", "a=b&c"],
        build: { context: "/pg", dockerfile: "D", target: "t", args: { K: "v#" } },
      },
    });
    assert.partialDeepStrictEqual(parse("postgres://u:p#x@host/db"), { kind: "given" });
  });

  it("is a database in memory for SQLite with mode=memory", () => {
    assert.partialDeepStrictEqual(parse("sqlite://dev?mode=memory&_fk=1"), { kind: "sqlite" });
    assert.partialDeepStrictEqual(parse("sqlite3://file.db"), { kind: "given" });
  });

  it("is a given database when nothing else is meant", () => {
    assert.partialDeepStrictEqual(parse("postgres://u:p@host/db?search_path=x"), { kind: "given" });
  });

  for (const [url, message] of [
    ["docker://sqlite/3/dev", /unsupported docker image "sqlite"/],
    ["docker://nope/1", /unsupported docker image "nope"/],
    ["docker://constructor/1", /unsupported docker image "constructor"/],
    ["docker+redis://_/redis:7", /no container image is known to serve "redis"/],
    ["docker+postgres://_", /does not name a container image/],
    ["embedded://clickhouse/25", /no embedded database "clickhouse\/25"/],
    ["docker://postgres/16/dev/more", /more parts/],
    ["just-a-name", /no scheme/],
  ] as const)
    it(`is refused: ${url}`, () => {
      assert.throws(() => parse(url), { code: "E_URL", message });
    });
});

describe("the image for a target", () => {
  it("has the target's version, and a database when the target is bound to one", () => {
    const expected = { family: "clickhouse", image: "clickhouse/clickhouse-server:25.8", database: "dev" };
    assert.partialDeepStrictEqual(containerFor("clickhouse", "25.8.2", true), expected);
    assert.equal(containerFor("clickhouse", "25.8.2", false)?.database, undefined);
    assert.equal(containerFor("oracle", "23", false), undefined);
  });
});
