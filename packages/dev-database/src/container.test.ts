import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { promisify } from "node:util";
import { AtlasError, Secret } from "@atlas/core";
import { Client } from "pg";
import { createDevDatabases } from "./databases.ts";

/** A small image of PostgreSQL. */
const base = "docker.io/library/postgres:16-alpine";

/** Docker or Podman. Machines that test need neither: these run where `ATLAS_TEST_CONTAINERS` asks for them. */
const engine = process.env["ATLAS_TEST_CONTAINERS"];

if (engine !== undefined)
  describe("a container that is made in a way of its own", () => {
    it("runs the image that was built, with the command it was given, and is gone afterwards", async () => {
      const context = await mkdtemp(join(tmpdir(), "atlas-build-"));
      try {
        await writeFile(
          join(context, "dev.Dockerfile"),
          `FROM ${base} AS dev\nARG SHADE\nENV PGAPPNAME=\${SHADE}\nFROM nothing-of-that-name AS other\n`,
        );
        await using databases = createDevDatabases();
        const words = new URLSearchParams([
          ["command", "-c"],
          ["command", "max_locks_per_transaction=77"],
          ["context", context],
          ["dockerfile", "dev.Dockerfile"],
          ["target", "dev"],
          ["args.SHADE", "from the arguments"],
        ]);
        const request = { dialect: undefined, targetVersion: undefined, bound: false };
        await using database = await databases.acquire({
          ...request,
          url: new Secret(`docker+postgres://_/localhost/atlas-test-build:1/app#${words.toString()}`),
        });
        const client = new Client({ connectionString: database.url.reveal() });
        await client.connect();
        const { rows } = await client.query<{ name: string; locks: string }>(
          "SELECT current_database() AS name, current_setting('max_locks_per_transaction') AS locks",
        );
        await client.end();
        assert.deepEqual(rows, [{ name: "app", locks: "77" }]);
        const inspected = ["image", "inspect", "--format", "{{.Config.Env}}", "localhost/atlas-test-build:1"];
        assert.match((await promisify(execFile)(engine, inspected)).stdout, /PGAPPNAME=from the arguments/);
      } finally {
        await rm(context, { recursive: true });
        await promisify(execFile)(engine, ["image", "rm", "--force", "localhost/atlas-test-build:1"]);
      }
    });

    it("is refused with what the engine said of its build, without values that it was given", async () => {
      const context = await mkdtemp(join(tmpdir(), "atlas-build-"));
      try {
        await writeFile(join(context, "Dockerfile"), `FROM ${base}\nARG KEY\nRUN echo "no $KEY" && false\n`);
        await using databases = createDevDatabases();
        const words = new URLSearchParams([
          ["context", context],
          ["args.KEY", "hunter2hunter2"],
        ]);
        const url = new Secret(`docker+postgres://_/localhost/atlas-test-broken:1#${words.toString()}`);
        const error: unknown = await databases
          .acquire({ url, dialect: undefined, targetVersion: undefined, bound: false })
          .catch((reason: unknown) => reason);
        assert.ok(error instanceof AtlasError, String(error));
        assert.equal(error.code, "E_DEV_UNAVAILABLE");
        assert.match(error.message, /^the image "localhost\/atlas-test-broken:1" could not be built: .*\S/);
        assert.doesNotMatch(`${error.message} ${JSON.stringify(error.details)}`, /hunter2hunter2/);
      } finally {
        await rm(context, { recursive: true });
      }
    });
  });
