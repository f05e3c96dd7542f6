import { Secret } from "@atlas/core";
import {
  type DevDatabases,
  type MysqlServer,
  type MysqlSession,
  openMysqlSession,
} from "@atlas/dev-database";
import { mysql } from "@atlas/dialect-mysql";
import { applySchema, type ApplyRequest, type ApplyResult } from "@atlas/workflows";
import type { MysqlTestServer, Row } from "../databases.ts";
import { schemaAfter, schemaBefore } from "./mysql-changes.ts";

export const password = "h1dden";
const [target, dev] = ["target", "scratch"];

/** What is done to a target in the course of a run. */
interface RunOptions {
  /** The port of a proxy. Default: the server's own. */
  readonly port?: number;
  /** Between the plan and its first statement. */
  readonly decide?: () => Promise<void> | void;
  readonly dryRun?: boolean;
  /** Default: every statement in one line. */
  readonly indent?: string;
}

/** A database of a server of its own, over TCP, that runs are disturbed on; with a dev database beside it. */
export class DisturbedTarget {
  readonly #server: MysqlServer;
  readonly #kind: MysqlTestServer;
  readonly #devDatabases: DevDatabases;

  constructor(server: MysqlServer, kind: MysqlTestServer, devDatabases: DevDatabases) {
    this.#server = server;
    this.#kind = kind;
    this.#devDatabases = devDatabases;
  }

  get desired(): string {
    return schemaAfter(this.#kind.flavour);
  }

  /** Puts both databases back to what a run starts from. */
  async reset(): Promise<void> {
    await using session = await openMysqlSession(this.#server.socketPath);
    for (const name of [dev, target])
      await session.run(`DROP DATABASE IF EXISTS ${name}; CREATE DATABASE ${name}; USE ${name}`);
    await session.run(schemaBefore(this.#kind.flavour));
  }

  session(): Promise<MysqlSession> {
    return openMysqlSession(this.#server.socketPath, { schema: target });
  }

  async rows(sql: string): Promise<readonly Row[]> {
    await using session = await this.session();
    return (await session.run(sql)).at(-1) ?? [];
  }

  /** Without encryption, so that a proxy can read along. */
  urlOf(name: "target" | "dev", port = this.#server.port): string {
    const schema = name === "dev" ? dev : target;
    return `${this.#kind.flavour}://root:${password}@127.0.0.1:${port}/${schema}?tls=false`;
  }

  apply({ port, decide, dryRun = false, indent = "" }: RunOptions = {}): Promise<ApplyResult> {
    const request: ApplyRequest = {
      url: new Secret(this.urlOf("target", port)),
      to: [{ type: "text", name: "schema.sql", text: this.desired }],
      devUrl: new Secret(this.urlOf("dev")),
      policy: { skip: [] },
      indent,
      txMode: "file",
      dryRun,
      lockTimeoutMs: 20_000,
      schemas: [],
      exclude: [],
    };
    const agree = async () => {
      await decide?.();
      return { verdict: "approved" } as const;
    };
    const deps = { dialects: [mysql], devDatabases: this.#devDatabases, cacheDir: undefined };
    return applySchema(request, deps, agree, { signal: new AbortController().signal });
  }

  /** The statements of the plan. */
  async plan(indent = ""): Promise<readonly string[]> {
    const { proposal } = await this.apply({ dryRun: true, indent });
    return proposal.plan.steps.map(({ sql }) => sql);
  }
}
