import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

import { AtlasError, Secret, throwIfCancelled } from "@atlas/core";

import { abortable } from "./abortable.ts";
import { buildImage } from "./build-image.ts";
import { familyFacts } from "./container-families.ts";
import { createSchema } from "./postgres/create-schema.ts";
import type { DevDatabase } from "./types.ts";
import { unref } from "./unref.ts";
import type { ContainerSource } from "./url.ts";

export interface ContainerOptions {
  /** `PATH` finds the engine; `DOCKER_HOST` and its kind tell its client where the engine is. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly onNotice: (notice: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** How long a server in a container may take until it answers, in milliseconds; pulling is not counted. */
const readyTimeoutMs = 60_000;

/**
 * Starts a container from an image and waits until its server answers. It is removed on dispose, and when this
 * process ends in any way.
 *
 * @throws {AtlasError} `E_DEV_UNAVAILABLE` when no engine answers, or with what the engine said.
 */
export async function startContainer(
  source: ContainerSource,
  options: ContainerOptions,
): Promise<DevDatabase> {
  const engine = await findEngine(options);
  if (source.build) await buildImage(engine, source.image, source.build, options);
  const container = new Container(engine, source, options);
  try {
    const url = await container.start();
    return {
      url,
      isPrivate: true,
      description: `container of ${source.image}`,
      [Symbol.asyncDispose]: () => container.remove(),
    };
  } catch (error) {
    // The image may still be on its way: the watchdog removes what comes of it.
    container.abandon();
    throw error;
  }
}

/** Names the first engine that answers: `docker` or `podman`. */
async function findEngine({ env, signal }: ContainerOptions): Promise<string> {
  const tried: Record<string, string> = {};
  for (const engine of ["docker", "podman"]) {
    try {
      await promisify(execFile)(engine, ["ps", "--quiet"], { env: { ...env }, timeout: 10_000, signal });
      return engine;
    } catch (error) {
      throwIfCancelled(signal);
      tried[engine] = lastWords(error);
    }
  }
  throw new AtlasError("E_DEV_UNAVAILABLE", "no container engine answers: neither Docker nor Podman", {
    details: { tried },
    hint: "Start Docker or Podman, or give the URL of an empty database.",
  });
}

/** Runs the container; when its stdin is closed, by us or by our death, removes it. `$1`: engine, `$2`: name. */
const watchdog = `
engine=$1 name=$2
shift 2
"$engine" run --rm --detach --name "$name" "$@" </dev/null || exit 1
read _
"$engine" rm --force --volumes "$name" >/dev/null 2>&1
`;

class Container {
  readonly #engine: string;
  readonly #source: ContainerSource;
  readonly #options: ContainerOptions;
  readonly #name = `atlas-dev-${randomBytes(6).toString("hex")}`;
  // Upper case, lower case and digits: SQL Server refuses less.
  readonly #password = `A1-${randomBytes(12).toString("hex")}`;
  #watchdog: ChildProcess | undefined;

  constructor(engine: string, source: ContainerSource, options: ContainerOptions) {
    this.#engine = engine;
    this.#source = source;
    this.#options = options;
  }

  async start(): Promise<Secret<string>> {
    const { family, image, database } = this.#source;
    const { v, verbose, ...parameters } = this.#source.parameters;
    const facts = familyFacts[family];
    await abortable(this.#run(), this.#options.signal);
    if ((v ?? verbose ?? "false") !== "false") this.#tellOutput();
    await this.#untilReady(image);
    if (database !== undefined && database !== "postgres")
      await this.#query(`CREATE DATABASE ${quoted(database, family)}`);
    const host = await this.#address();
    const userInfo = `${facts.user}:${this.#password}`;
    const result = new Secret(
      facts.url({ userInfo, host, database: encodeURIComponent(database ?? ""), parameters }),
    );
    if (family === "postgres") await createSchema(result, parameters["search_path"]);
    return result;
  }

  async remove(): Promise<void> {
    const child = this.#watchdog;
    this.#watchdog = undefined;
    if (child === undefined || child.exitCode !== null) return;
    child.ref();
    const ended = once(child, "exit");
    child.stdin?.end();
    await ended;
  }

  abandon(): void {
    this.#watchdog?.stdin?.end();
    this.#watchdog?.unref();
  }

  /** Resolves once the engine has started the container, which may have to pull its image first. */
  async #run(): Promise<void> {
    const { family, image, command = [] } = this.#source;
    const { port, passwordVariable, variables } = familyFacts[family];
    const env = { ...this.#options.env, ...variables, [passwordVariable]: this.#password };
    // Named without a value they are taken from the environment: arguments can be seen by others.
    const names = [passwordVariable, ...Object.keys(variables)].flatMap((name) => ["--env", name]);
    const publish = isRemote(this.#options.env) ? `${port}` : `127.0.0.1::${port}`;
    const child = spawn(
      "/bin/sh",
      ["-c", watchdog, "sh", this.#engine, this.#name, ...names, "--publish", publish, image, ...command],
      { env, stdio: ["pipe", "pipe", "pipe"], detached: true },
    );
    this.#watchdog = child;
    let said = "";
    child.stdin?.on("error", () => {}); // It ended first: then its exit says so.
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (said = (said + text).slice(-4000)));
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    child.stdout?.once("data", () => resolve());
    child.on("error", reject);
    child.on("exit", () => reject(this.#failure(`the image "${image}" could not be run`, said.trim())));
    await promise;
    child.unref();
    for (const stream of [child.stdin, child.stdout, child.stderr]) unref(stream);
  }

  async #untilReady(image: string): Promise<void> {
    const deadline = Date.now() + readyTimeoutMs;
    for (;;) {
      throwIfCancelled(this.#options.signal);
      try {
        await this.#query("SELECT 1");
        return;
      } catch (error) {
        throwIfCancelled(this.#options.signal);
        if (this.#watchdog?.exitCode !== null || Date.now() > deadline)
          throw this.#failure(`the server in the image "${image}" does not answer`, lastWords(error));
      }
      await sleep(100);
    }
  }

  async #query(sql: string): Promise<void> {
    await this.#call("exec", this.#name, "sh", "-c", familyFacts[this.#source.family].client, sql);
  }

  /** Where the engine published the server's port: `127.0.0.1:49153`. */
  async #address(): Promise<string> {
    const { port } = familyFacts[this.#source.family];
    const published = await this.#call("port", this.#name, `${port}/tcp`);
    const chosen = /:(\d+)\s*$/m.exec(published)?.[1];
    if (chosen === undefined) throw this.#failure("the engine published no port", published);
    return `${engineHost(this.#options.env)}:${chosen}`;
  }

  async #call(...args: readonly string[]): Promise<string> {
    const { env, signal } = this.#options;
    return (await promisify(execFile)(this.#engine, args, { env: { ...env }, timeout: 30_000, signal }))
      .stdout;
  }

  #tellOutput(): void {
    const logs = spawn(this.#engine, ["logs", "--follow", this.#name], {
      env: { ...this.#options.env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    logs.on("error", () => {});
    logs.unref();
    for (const stream of [logs.stdout, logs.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => this.#options.onNotice(text.trimEnd()));
      unref(stream);
    }
  }

  #failure(message: string, said: string): AtlasError {
    const last = said.split("\n").at(-1) ?? "";
    return new AtlasError("E_DEV_UNAVAILABLE", last === "" ? message : `${message}: ${last}`, {
      details: { engine: this.#engine, image: this.#source.image, said },
      hint: "Correct the image or its name, or give the URL of an empty database.",
    });
  }
}

/** An engine on another machine publishes ports there. */
function isRemote(env: ContainerOptions["env"]): boolean {
  return /^(tcp|ssh|https?):/.test(env["DOCKER_HOST"] ?? "");
}

function engineHost(env: ContainerOptions["env"]): string {
  return isRemote(env) ? new URL(env["DOCKER_HOST"] ?? "").hostname : "127.0.0.1";
}

/** An identifier as the family's own client reads it by default. */
function quoted(name: string, family: ContainerSource["family"]): string {
  switch (family) {
    case "mysql":
    case "mariadb":
      return `\`${name.replaceAll("`", "``")}\``;
    case "sqlserver":
      return `[${name.replaceAll("]", "]]")}]`;
    default:
      return `"${name.replaceAll('"', '""')}"`;
  }
}

/** What a program wrote before it failed, or why it did not run. */
function lastWords(error: unknown): string {
  const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
  return said !== "" ? said : error instanceof Error ? error.message : String(error);
}
