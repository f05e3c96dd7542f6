import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { type Driver, Secret } from "@atlas/core";
import { type MysqlServer, startMysql } from "@atlas/dev-database";
import { mysql } from "@atlas/dialect-mysql";
import { mysqlServers } from "../databases.ts";

const password = "it's: a/password?";

for (const { label, flavour, build } of mysqlServers())
  describe(`encryption with ${label}`, () => {
    let server: MysqlServer | undefined;

    before(async () => {
      server = await startMysql({ build, listen: { port: 0, password: new Secret(password) } });
    });
    after(async () => {
      await server?.[Symbol.asyncDispose]();
    });

    const connect = (query: string): Promise<Driver> => {
      const { port } = server ?? {};
      const user = `root:${encodeURIComponent(password)}`;
      return mysql.connect(mysql.parseUrl(new Secret(`mysql://${user}@127.0.0.1:${port}${query}`)));
    };

    /** The version of TLS that is spoken; empty without. */
    const spoken = async (query: string): Promise<unknown> => {
      await using driver = await connect(query);
      const { rows } = await driver.query!("SHOW SESSION STATUS LIKE 'Ssl_version'", []);
      return rows[0]?.[1];
    };

    it("is there where the server has it, unless the URL says otherwise", async () => {
      const has = await canEncrypt(connect);
      assert.match(String(await spoken("")), has ? /^TLS/ : /^$/);
      assert.match(String(await spoken("?tls=preferred")), has ? /^TLS/ : /^$/);
      assert.equal(await spoken("?tls=false"), "");
    });

    it("is asked for in vain where the server has none, and then there is no connection", async () => {
      if (await canEncrypt(connect)) assert.match(String(await spoken("?ssl-mode=REQUIRED")), /^TLS/);
      else await assert.rejects(connect("?ssl-mode=REQUIRED"), { code: "E_CONNECT" });
    });

    it("is not trusted without the authority that signed", async () => {
      await assert.rejects(connect("?tls=true"), { code: "E_CONNECT" });
    });

    // It makes an authority of its own, as MariaDB does not.
    if (flavour === "mysql")
      it("is checked against the authority that is named", async () => {
        const ca = join(String(await dataDir(connect)), "ca.pem");
        assert.match(String(await spoken(`?ssl-ca=${encodeURIComponent(ca)}`)), /^TLS/);
        // Its certificate is not one for an address.
        await assert.rejects(connect(`?ssl-mode=VERIFY_IDENTITY&ssl-ca=${encodeURIComponent(ca)}`), {
          code: "E_CONNECT",
        });
      });

    it("says that a file cannot be read", async () => {
      await assert.rejects(connect("?ssl-ca=/nothere.pem"), {
        code: "E_URL",
        message: "the file of ssl-ca cannot be read: /nothere.pem",
      });
    });
  });

type Connect = (query: string) => Promise<Driver>;

async function canEncrypt(connect: Connect): Promise<boolean> {
  await using driver = await connect("?tls=false");
  // MariaDB has the variable, and MySQL has lost it.
  const { rows } = await driver.query!("SHOW VARIABLES LIKE 'have_ssl'", []);
  const { rows: status } = await driver.query!("SHOW STATUS LIKE 'Ssl_server_not_after'", []);
  return rows[0]?.[1] === "YES" || String(status[0]?.[1] ?? "") !== "";
}

async function dataDir(connect: Connect): Promise<unknown> {
  await using driver = await connect("?tls=false");
  return (await driver.query!("SELECT @@datadir", [])).rows[0]?.[0];
}
