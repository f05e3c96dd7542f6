import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { Secret } from "@atlas/core";
import { type MysqlServer, openMysqlSession, startMysql } from "@atlas/dev-database";
import { mysql } from "@atlas/dialect-mysql";
import { mysqlServers, type MysqlTestServer } from "../databases.ts";

const password = "it's: a/password?";

/** How accounts say who they are, of what the packages of a server bring along and have on. */
function waysOf({ flavour, major }: MysqlTestServer): readonly string[] {
  if (flavour === "mariadb") return ["VIA mysql_native_password USING PASSWORD"];
  if (major < 8) return ["WITH mysql_native_password BY"];
  return ["WITH caching_sha2_password BY", "WITH sha256_password BY"];
}

for (const testServer of mysqlServers()) {
  const { label, flavour, build } = testServer;
  describe(`accounts of ${label}`, () => {
    let server: MysqlServer | undefined;

    before(async () => {
      server = await startMysql({ build, listen: { port: 0, password: new Secret("root") } });
    });
    after(async () => {
      await server?.[Symbol.asyncDispose]();
    });

    const make = async (identified: string): Promise<void> => {
      await using admin = await openMysqlSession(server?.socketPath ?? "");
      await admin.run(`DROP USER IF EXISTS u@'%'; CREATE USER u@'%' IDENTIFIED ${identified}`);
    };
    const connect = (given: string, tls: string) => {
      const url = `mysql://u:${encodeURIComponent(given)}@127.0.0.1:${server?.port}/?tls=${tls}`;
      return mysql.connect(mysql.parseUrl(new Secret(url)));
    };

    for (const way of waysOf(testServer))
      it(`log in by ${/\w+_password/.exec(way)?.[0]}, with encryption and without, and by nothing else`, async () => {
        const text = `'${password.replaceAll("'", "''")}'`;
        await make(`${way} ${way.endsWith("PASSWORD") ? `(${text})` : text}`);
        for (const tls of ["false", "preferred"]) {
          await using driver = await connect(password, tls);
          const { rows } = (await driver.query?.("SELECT CURRENT_USER()", [])) ?? { rows: [] };
          assert.equal(rows[0]?.[0], "u@%");
          // What the server remembers of the first time must not let others in.
          await assert.rejects(connect("another", tls), { code: "E_AUTH" });
        }
      });

    it("that are locked are told so", async () => {
      await make("BY 'p'");
      await using admin = await openMysqlSession(server?.socketPath ?? "");
      await admin.run("ALTER USER u@'%' ACCOUNT LOCK");
      await assert.rejects(connect("p", "preferred"), { code: "E_AUTH", message: /locked/ });
    });

    if (flavour === "mariadb")
      it("with passwords of the oldest kind are refused for that", async () => {
        await make("VIA mysql_old_password USING '5d2e19393cc5ef67'");
        await assert.rejects(connect("p", "preferred"), {
          code: "E_AUTH",
          message: /old format|old_password/,
        });
      });
  });
}
