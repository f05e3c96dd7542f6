import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { after, describe, it } from "node:test";
import { asAtlasError } from "@atlas/core";
import { closeServers } from "../databases.ts";
import { serversOf } from "./mysql.ts";
import { runScript } from "./runner.ts";
import { ScriptServer } from "./servers.ts";

const root = join(import.meta.dirname, "../../../..");
const folder = join(root, "scripts-test");
const programs = { atlas: join(root, "bin/atlas"), "atlas-operator": join(root, "bin/atlas-operator") };

describe("the command line", { concurrency: 2 }, () => {
  const server = new ScriptServer(16);
  after(() => Promise.all([server[Symbol.asyncDispose](), closeServers()]));

  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" }).toSorted()) {
    if (!name.endsWith(".txt")) continue;
    const text = readFileSync(join(folder, name), "utf8");
    if (/\$MY\b|\$MY_/.test(text)) {
      for (const mysql of serversOf(text))
        it(`${titleOf(text, name)}, on ${mysql.label}`, () => runScript(text, { programs, server, mysql }));
      continue;
    }
    it(titleOf(text, name), async (test) => {
      if (/\$DB|\$PG_DEV/.test(text) && !process.env["CI"]) {
        const missing = await server.start().then(
          () => undefined,
          (error: unknown) => asAtlasError(error),
        );
        if (missing?.code === "E_DEV_UNAVAILABLE") return test.skip(missing.message);
        if (missing) throw missing;
      }
      await runScript(text, { programs, server });
    });
  }
});

/** The first comment of a script says what it shows. */
function titleOf(text: string, name: string): string {
  const sentence = /^# (.+)/.exec(text)?.[1] ?? "has no title";
  return `${sentence} (${name})`;
}
