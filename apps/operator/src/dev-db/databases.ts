import { randomBytes } from "node:crypto";
import { AtlasError, type Dialect, Secret } from "@atlas/core";
import type { DevDatabase, DevDatabaseRequest, DevDatabases } from "@atlas/dev-database";
import type { KubeObject } from "@atlas/kube";
import { sharedName, sharedServerFor } from "./engines.ts";
import { type DevServer, sharedPodSpec } from "./objects.ts";
import { type DevEvent, type DevServers, notYet } from "./servers.ts";

/** What `spec.devDB` asks for. */
export interface OwnPod {
  readonly podSpec: object;
  /** `spec.devURL`: how to connect to it, but for the host. */
  readonly template: string;
  /** The driver of the target. */
  readonly engine: string;
}

export interface PodDatabasesOptions {
  readonly servers: DevServers;
  readonly dialects: readonly Dialect[];
  /** The resource whose pass it is: what is made belongs to it. */
  readonly owner: KubeObject;
  /** Absent: a server shared with others. */
  readonly own?: OwnPod;
  readonly event: DevEvent;
  readonly signal: AbortSignal;
}

/** Dev databases in pods, for one pass over one resource. Nothing runs before the first `acquire`. */
export class PodDatabases implements DevDatabases {
  readonly #options: PodDatabasesOptions;
  #used: DevServer | undefined;

  constructor(options: PodDatabasesOptions) {
    this.#options = options;
  }

  identify(request: DevDatabaseRequest): string | undefined {
    const server = this.#serverFor(request);
    const version = this.#options.servers.versionOf(server);
    return version === undefined ? undefined : `${server.engine} ${version} in a pod`;
  }

  async acquire(request: DevDatabaseRequest): Promise<DevDatabase> {
    const { servers, owner, event, signal } = this.#options;
    const server = this.#serverFor(request);
    await using stack = new AsyncDisposableStack();
    const hold = server.isShared ? stack.use(servers.hold(server)) : undefined;
    const url = await servers.urlOf(server, owner, event, signal);
    this.#used = server;
    const isOfOneUse = server.isShared && request.bound;
    const used = isOfOneUse ? await this.#ownDatabase(server, url, stack) : await this.#whole(server, url);
    hold?.used();
    const owned = stack.move();
    return {
      url: new Secret(used),
      isPrivate: isOfOneUse,
      description: `dev database pod ${server.name}`,
      [Symbol.asyncDispose]: () => owned.disposeAsync(),
    };
  }

  /** After a pass that ended well: a pod of the resource's own is renewed, or scaled down. */
  async cleanUp(): Promise<void> {
    const { servers, event, signal } = this.#options;
    if (this.#used && !this.#used.isShared) await servers.cleanUp(this.#used, event, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  #serverFor(request: DevDatabaseRequest): DevServer {
    const { owner, own } = this.#options;
    const { namespace, name } = owner.metadata;
    if (own) {
      const { podSpec, template, engine } = own;
      return { namespace, name: `${name}-atlas-dev-db`, engine, podSpec, template, isShared: false };
    }
    const shared = sharedServerFor(request);
    return {
      namespace,
      name: sharedName(shared),
      engine: shared.engine.name,
      podSpec: sharedPodSpec(shared),
      template: shared.engine.url,
      port: shared.engine.port,
      isShared: true,
    };
  }

  /** A database for this use alone; disposed, it is dropped. */
  async #ownDatabase(server: DevServer, url: string, stack: AsyncDisposableStack): Promise<string> {
    const driver = stack.use(await this.#connect(server, url));
    const name = `atlas_dev_${randomBytes(6).toString("hex")}`;
    await driver.execute(`CREATE DATABASE \`${name}\``);
    stack.defer(async () => {
      // With its pod gone it is gone, too.
      await driver.execute(`DROP DATABASE IF EXISTS \`${name}\``).catch(() => {});
    });
    const whole = new URL(url);
    whole.pathname = `/${name}`;
    return whole.href;
  }

  async #whole(server: DevServer, url: string): Promise<string> {
    await using _driver = await this.#connect(server, url);
    return url;
  }

  async #connect(server: DevServer, url: string) {
    const { dialects, servers, signal } = this.#options;
    const secret = new Secret(url);
    const scheme = url.slice(0, url.indexOf("://"));
    const dialect = dialects.find(({ schemes }) => schemes.includes(scheme));
    if (!dialect)
      throw new AtlasError("E_URL", `spec.devURL: this build does not serve "${scheme}" databases`, {
        hint: `It serves: ${dialects.flatMap(({ schemes }) => schemes).join(", ")}.`,
      });
    try {
      const driver = await dialect.connect(dialect.parseUrl(secret), {
        signal,
        applicationName: "atlas dev",
      });
      servers.learnVersion(server, driver.version);
      return driver;
    } catch (error) {
      // A probe can be ahead of the server's last step of setting itself up.
      if (error instanceof AtlasError && error.code === "E_CONNECT")
        throw notYet("waiting for dev database to be ready", error);
      throw error;
    }
  }
}
