import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Secret } from "@atlas/core";
import { type MysqlServer, openMysqlSession, startMysql } from "@atlas/dev-database";
import { playNode, skipWithout, startControllers, useControlPlane } from "../control-plane/index.ts";
import { type MysqlTestServer, mysqlServers } from "../databases.ts";
import { ScriptServer } from "../scripts/servers.ts";
import type { OperatorProcess } from "./operator-process.ts";
import { installCrds, schema, World } from "./world.ts";

const plane = await useControlPlane();
// The flavour that every test machine has.
const mariadb = mysqlServers().find(({ flavour }) => flavour === "mariadb");
const orders = "CREATE TABLE orders (id int PRIMARY KEY);";
const ordersWithTotal = "CREATE TABLE orders (id int PRIMARY KEY, total int);";

describe(
  "dev databases in pods",
  { skip: skipWithout(plane) || skipWithoutMaria(), timeout: 240_000 },
  () => {
    if (plane.unavailable !== undefined || mariadb === undefined) return;
    const server = new ScriptServer(16);
    let target: MysqlServer;
    let world: World;
    let operator: OperatorProcess;
    let node: ReturnType<typeof playNode>;
    let controllers: AsyncDisposable;

    before(async () => {
      target = await startMysql({ build: mariadb.build, listen: { port: 0, password: new Secret("pass") } });
      await installCrds(plane);
      world = await World.open(plane, server);
      controllers = await startControllers(plane.kubeconfig);
      node = playNode(plane, world.namespace, podServer(mariadb));
      operator = await world.operator();
    });
    after(async () => {
      await operator[Symbol.asyncDispose]();
      await node[Symbol.asyncDispose]();
      await controllers[Symbol.asyncDispose]();
      await target[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      await plane[Symbol.asyncDispose]();
    });

    async function database(name: string): Promise<string> {
      await using session = await openMysqlSession(target.socketPath);
      await session.run(`CREATE DATABASE ${name}`);
      return target.urlOf(name).reveal();
    }

    async function columns(name: string): Promise<string> {
      await using session = await openMysqlSession(target.socketPath);
      const [rows = []] = await session.run(
        `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = '${name}' ORDER BY ordinal_position`,
      );
      return rows.map((row) => String(row["name"])).join(" ");
    }

    const find = (what: string): Promise<string> =>
      world.kubectl(["get", what, "-o", 'jsonpath={range .items[*]}{.metadata.name}{"\\n"}{end}']);

    it("serves all resources that need one server from one Deployment, which goes with the last of them", async () => {
      const series = mariadb.build.version.split(".").slice(0, 2);
      const name = `atlas-dev-db-mariadb-${series.join("-")}`;
      await world.apply(
        schema("one", { url: await database("one"), schema: { sql: orders } }),
        schema("two", { url: await database("two"), schema: { sql: ordersWithTotal } }),
      );
      await world.ready("one", 120);
      await world.ready("two", 120);
      assert.equal(await columns("one"), "id");
      assert.equal(await columns("two"), "id total");
      assert.equal(await find("deployments"), `${name}\n`);
      assert.equal(await find("services"), `${name}\n`);
      assert.deepEqual(new Set(node.images), new Set([`mariadb:${series.join(".")}`]));
      const events = [...(await world.events("one")), ...(await world.events("two"))];
      assert.equal(events.filter((reason) => reason === "CreatedDevDB").length, 1);

      await world.apply(
        schema("one", { url: target.urlOf("one").reveal(), schema: { sql: ordersWithTotal } }),
      );
      await world.readyAt("one", 2, 120);
      assert.equal(await columns("one"), "id total");

      await world.kubectl(["delete", "atlasschema", "one", "two"]);
      await world.until("nobody owns the Deployment", async () => (await find("deployments")) === "");
      assert.equal(await columns("one"), "id total");
    });

    it("runs a pod of a resource's own, connects as its devURL says, and renews it afterwards", async () => {
      const podSpec = {
        containers: [{ name: "custom", image: "example.org/mariadb:mine", ports: [{ containerPort: 3306 }] }],
      };
      const spec = { url: await database("own"), schema: { sql: orders }, devDB: { spec: podSpec } };
      await world.apply(schema("own", spec));
      await world.until(
        "it says what is missing",
        async () => (await world.condition("own"))?.message === "devURL is required when devDB is provided",
      );
      assert.equal((await world.condition("own"))?.reason, "GettingDevDB");

      await world.apply(schema("own", { ...spec, devURL: "mariadb://root:pass@localhost:3306/dev" }));
      await world.ready("own", 120);
      assert.equal(await columns("own"), "id");
      assert.equal(await find("deployments"), "own-atlas-dev-db\n");
      assert.equal(
        await world.kubectl([
          "get",
          "deployment",
          "own-atlas-dev-db",
          "-o",
          "jsonpath={.spec.template.spec.containers[0].name} {.metadata.ownerReferences[0].name}",
        ]),
        "custom own",
      );
      const used = node.images.filter((image) => image.endsWith(":mine")).length;
      await world.until(
        "a fresh pod is there",
        async () => node.images.filter((image) => image.endsWith(":mine")).length > used,
      );
    });

    it("lets nothing run that nobody uses when pods are not to be kept", async () => {
      await operator.stop();
      process.env["PREWARM_DEVDB"] = "false";
      try {
        operator = await world.operator();
      } finally {
        delete process.env["PREWARM_DEVDB"];
      }
      await world.apply(schema("cold", { url: await database("cold"), schema: { sql: orders } }));
      await world.ready("cold", 120);
      const replicas = (): Promise<string> =>
        world.kubectl([
          "get",
          "deployments",
          "-l",
          "db.atlasgo.io/dev-db=shared",
          "-o",
          "jsonpath={.items[*].spec.replicas}",
        ]);
      await world.until("it is scaled down", async () => (await replicas()) === "0");

      await world.apply(
        schema("cold", { url: target.urlOf("cold").reveal(), schema: { sql: ordersWithTotal } }),
      );
      await world.readyAt("cold", 2, 120);
      assert.equal(await columns("cold"), "id total");
      assert.ok((await world.events("cold")).includes("ScaledUpDevDB"));
    });
  },
);

/** What an image of MariaDB stands for: a server on an address of its own, with what its environment asks for. */
function podServer({ build }: MysqlTestServer) {
  let count = 0;
  return async () => {
    const ip = `127.${process.pid % 200}.7.${++count}`;
    const pod = await startMysql({
      build,
      listen: { port: 3306, password: new Secret("pass") },
      settings: { "bind-address": ip },
    });
    await using session = await openMysqlSession(pod.socketPath);
    await session.run("CREATE DATABASE dev");
    return { ip, [Symbol.asyncDispose]: () => pod[Symbol.asyncDispose]() };
  };
}

function skipWithoutMaria(): string | false {
  if (mariadb !== undefined) return false;
  if (process.env["CI"] === "true") throw new Error("no MariaDB");
  return "no MariaDB";
}
