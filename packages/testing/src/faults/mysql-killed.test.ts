import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { Secret } from "@atlas/core";
import { createDevDatabases, type MysqlServer, startMysql } from "@atlas/dev-database";
import { ApplyError } from "@atlas/engine";
import { mysqlServers } from "../databases.ts";
import { CutProxy } from "./cut-proxy.ts";
import { rowsOf } from "./mysql-changes.ts";
import { DisturbedTarget, password } from "./mysql-target.ts";

const program = join(import.meta.dirname, "../../../../apps/cli/src/main.ts");

for (const kind of mysqlServers())
  describe(`an apply on ${kind.label}, and what runs it`, () => {
    const stack = new AsyncDisposableStack();
    let server: MysqlServer;
    let target: DisturbedTarget;
    let plan: readonly string[] = [];
    let folder = "";
    let rows: unknown;

    before(async () => {
      const listen = { port: 0, password: new Secret(password) };
      server = stack.use(await startMysql({ build: kind.build, listen }));
      target = new DisturbedTarget(server, kind, stack.use(createDevDatabases()));
      await target.reset();
      // As the program writes it.
      plan = await target.plan("  ");
      rows = await target.rows(rowsOf);
      folder = await mkdtemp(join(tmpdir(), "atlas-killed-"));
      await writeFile(join(folder, "schema.sql"), target.desired);
    });
    after(async () => {
      await stack.disposeAsync();
      await rm(folder, { recursive: true, force: true });
    });

    /** The next run does what is left and nothing else; then there is nothing to do. */
    const finishes = async (): Promise<number> => {
      const left = await target.plan();
      assert.equal((await target.apply()).outcome, left.length === 0 ? "synced" : "applied");
      assert.equal((await target.apply()).outcome, "synced");
      assert.deepEqual(await target.rows(rowsOf), rows);
      return left.length;
    };

    it("leaves nothing half done when its process is killed at any statement", async () => {
      for (const [index, text] of plan.entries()) {
        await target.reset();
        await using proxy = await CutProxy.start(server.port ?? 0);
        const child = spawn(
          process.execPath,
          [program, "schema", "apply", "--auto-approve", "--to", "file://schema.sql", "--format"].concat(
            "{{ json . }}",
            ["--url", target.urlOf("target", proxy.port)],
            ["--dev-url", target.urlOf("dev")],
          ),
          { cwd: folder, stdio: ["ignore", "ignore", "inherit"] },
        );
        const when = index % 2 === 0 ? "before" : "after";
        proxy.cut = { text, when, fault: () => child.kill("SIGKILL") };
        const [code, signal] = await once(child, "close");
        assert.equal(signal, "SIGKILL", `ended with ${code}: ${text}`);
        assert.equal(await finishes(), plan.length - index - (when === "after" ? 1 : 0), text);
      }
    });

    it("knows how far it got when the server is killed, as soon as that is there again", async () => {
      for (const when of ["before", "after"] as const) {
        await target.reset();
        await using proxy = await CutProxy.start(server.port ?? 0);
        const at = plan.findIndex((sql) => sql.startsWith("ALTER TABLE `books`"));
        let back: Promise<void> | undefined;
        const fault = (): void => void (back = server.kill().then(() => server.restart()));
        const decide = (): void => void (proxy.cut = { text: plan[at] ?? "", when, fault });
        const error: unknown = await target
          .apply({ port: proxy.port, decide })
          .catch((reason: unknown) => reason);
        await back;
        assert.ok(error instanceof ApplyError, String(error));
        assert.equal(error.code, "E_CONNECTION_LOST");
        const done = when === "after" ? at + 1 : at;
        const statuses = error.report.steps.map(({ status }) => status);
        assert.deepEqual(
          statuses,
          plan.map((_, index) => (index < done ? "applied" : "not_applied")),
        );
        assert.equal(await finishes(), plan.length - done);
      }
    });
  });
