import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { AtlasError } from "@atlas/core";

import type { ServerBuild } from "./builds.ts";
import type { Flavour } from "./flavour.ts";
import { MysqlProvider } from "./provider.ts";
import type { MysqlSource } from "./source.ts";

// A place where no engine listens, on machines that have one too.
const env = {
  ...process.env,
  DOCKER_HOST: "unix:///nonexistent/docker.sock",
  CONTAINER_HOST: "unix:///nonexistent",
};

/** Programs that nobody starts here. */
function build(flavour: Flavour, version: string): ServerBuild {
  const path = `/nonexistent/${flavour}-${version}`;
  return { flavour, version, text: version, path, command: [path], placeArguments: [], scripts: undefined };
}

function provider(...builds: readonly ServerBuild[]): MysqlProvider {
  return new MysqlProvider({ env, onNotice: () => {}, find: () => builds });
}

function source(flavour: Flavour, more: Partial<MysqlSource> = {}): MysqlSource {
  const open = { version: undefined, tag: undefined, database: "dev", parameters: {}, mayBeContainer: true };
  return { kind: "mysql", flavour, ...open, ...more };
}

const request = { url: undefined, dialect: "mysql", targetVersion: undefined, bound: true };

async function refusal(from: MysqlProvider, wanted: MysqlSource): Promise<AtlasError> {
  await using own = from;
  const error: unknown = await own.acquire(wanted, request).catch((reason: unknown) => reason);
  assert.ok(error instanceof AtlasError, String(error));
  assert.equal(error.code, "E_DEV_UNAVAILABLE");
  return error;
}

describe("the server that serves for MySQL or MariaDB", () => {
  it("is never one of the other family", async () => {
    const { message, hint } = await refusal(provider(build("mariadb", "10.11.6")), source("mysql"));
    assert.equal(
      message,
      "there is no server of MySQL on this machine; here is MariaDB 10.11.6, which is another database",
    );
    assert.match(hint ?? "", /^Install the server of MySQL \(mysql-server-core\).* start Docker or Podman, /);
  });

  it("is named as missing where none is, and a container is not offered to who wants none", async () => {
    const { message, hint } = await refusal(provider(), source("mariadb", { mayBeContainer: false }));
    assert.equal(message, "there is no server of MariaDB on this machine");
    assert.doesNotMatch(hint ?? "", /Docker/);
  });

  it("is the nearest to the version of the target, unless the URL names one", () => {
    const here = provider(build("mysql", "8.0.36"), build("mysql", "9.7.4"));
    const target = { ...request, targetVersion: "8.4.2" };
    assert.equal(here.identify(source("mysql"), target), "local MySQL 8.0.36");
    assert.equal(here.identify(source("mysql", { version: "9", tag: "9" }), target), "local MySQL 9.7.4");
    assert.equal(here.identify(source("mysql", { tag: "latest" }), target), "local MySQL 9.7.4");
    assert.equal(here.identify(source("mariadb"), target), undefined);
  });
});
