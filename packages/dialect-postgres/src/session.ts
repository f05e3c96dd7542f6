import { Socket } from "node:net";
import { userInfo } from "node:os";
import type { ConnectionOptions as TlsOptions } from "node:tls";
import { AtlasError, type CallOptions, type ConnectOptions, throwIfCancelled } from "@atlas/core";
import { Client, type ClientConfig } from "pg";
import { requestCancel } from "./cancel.ts";
import { type ErrorContext, sqlStateOf, translateConnectError, translateError } from "./errors.ts";
import { sslAttempts } from "./tls.ts";
import type { ConnectionSettings } from "./url.ts";

/** A statement for the extended protocol; `values` are its `$1`, `$2`, … */
export interface Query {
  readonly sql: string;
  /** Keeps the server's plan under this name, for when the session asks again. */
  readonly name?: string;
  readonly values?: readonly unknown[];
}

export type Row = Readonly<Record<string, unknown>>;

/** Rows as texts. */
export interface TextTable {
  /** `type` is the OID of the column's type. */
  readonly columns: readonly { readonly name: string; readonly type: number }[];
  readonly rows: readonly (readonly (string | null)[])[];
}

/** What a script did before it failed: the server's error and the index of the statement that failed. */
export class BatchError extends Error {
  override readonly name = "BatchError";
  /** How many statements of the batch had succeeded; an error in the syntax counts none. */
  readonly completed: number;

  constructor(cause: unknown, completed: number) {
    super("a statement of the batch failed", { cause });
    this.completed = completed;
  }
}

/** What was sent together stopped at this one: the server's error, and its index. */
export class PipelineError extends Error {
  override readonly name = "PipelineError";
  readonly index: number;

  constructor(cause: unknown, index: number) {
    super("a statement of the pipeline failed", { cause });
    this.index = index;
  }
}

/** One connection to a server, with its errors as ours. Not for concurrent use. */
export class Session {
  readonly #client: Client;
  readonly #socket: Socket;
  readonly #config: ClientConfig;
  #cancelKey: { readonly processId: number; readonly secretKey: number } | undefined;
  #completed = 0;
  #roundTrips = 0;
  #ended = false;
  /** Why the connection broke. */
  #lost: Error | undefined;

  /** @throws {AtlasError} `E_CONNECT`, `E_AUTH`, or `E_CANCELLED`. */
  static async open(settings: ConnectionSettings, options: ConnectOptions = {}): Promise<Session> {
    const target = describeTarget(settings);
    throwIfCancelled(options.signal);
    let failure: unknown;
    for (const ssl of await sslAttempts(settings)) {
      const session = new Session(clientConfig(settings, options, ssl));
      try {
        await session.#connect(options.signal);
        return session;
      } catch (error) {
        await session.close();
        failure ??= error;
        // Only a server that refuses this kind of encryption is asked again with the other one.
        if (options.signal?.aborted || !refusesEncryption(error)) {
          failure = error;
          break;
        }
      }
    }
    throw translateConnectError(failure, target, options.signal);
  }

  private constructor(config: ClientConfig) {
    this.#config = config;
    this.#socket = new Socket();
    this.#client = new Client({ ...config, stream: () => this.#socket });
    // pg reads $PGOPTIONS for an absent value; the URL alone says how we connect.
    const { connectionParameters } = this.#client as unknown as { connectionParameters: { options: string } };
    connectionParameters.options = config.options ?? "";
    // A connection that breaks between two queries is told by the next one, which knows no reason any more.
    this.#client.on("error", (error) => (this.#lost ??= error));
    this.#client.connection.on("backendKeyData", (key: { processID: number; secretKey: number }) => {
      this.#cancelKey = { processId: key.processID, secretKey: key.secretKey };
    });
    this.#client.connection.on("commandComplete", () => this.#completed++);
  }

  async #connect(signal: AbortSignal | undefined): Promise<void> {
    const abort = (): void => void this.#socket.destroy(new Error("cancelled"));
    signal?.addEventListener("abort", abort, { once: true });
    try {
      await this.#client.connect();
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  /** How many times a request went to the server and back. */
  get roundTrips(): number {
    return this.#roundTrips;
  }

  /** `idle`: none is open; `failed`: one is open and can only be rolled back. */
  get transaction(): "idle" | "open" | "failed" {
    const status = this.#client.getTransactionStatus();
    return status === "T" ? "open" : status === "E" ? "failed" : "idle";
  }

  /** @typeParam R - the columns of the query, which its SQL fixes. */
  async query<R extends object = Row>(query: Query, context: ErrorContext = {}): Promise<readonly R[]> {
    const [rows] = await this.pipeline([query], context);
    // The caller wrote the query and its row type side by side.
    return (rows ?? []) as unknown as readonly R[];
  }

  /**
   * Sends all queries at once and waits for all answers: one round trip.
   *
   * @throws {AtlasError} for the first that failed.
   */
  async pipeline(
    queries: readonly Query[],
    context: ErrorContext = {},
  ): Promise<readonly (readonly Row[])[]> {
    return this.#cancellable(context, async () => {
      const answers = await Promise.allSettled(
        queries.map(({ sql, name, values }) =>
          this.#client.query<Record<string, unknown>>({ text: sql, name, values: [...(values ?? [])] }),
        ),
      );
      return answers.map((answer) => {
        if (answer.status === "rejected") throw answer.reason;
        return answer.value.rows;
      });
    });
  }

  /** Runs one query and gives its rows as the server writes them, with the types of the columns. */
  async table(query: Query, context: ErrorContext = {}): Promise<TextTable> {
    return this.#cancellable(context, async () => {
      const { fields, rows } = await this.#client.query<(string | null)[]>({
        text: query.sql,
        values: [...(query.values ?? [])],
        rowMode: "array",
        // The value as it came, whatever its type.
        types: { getTypeParser: () => (value: unknown) => value },
      });
      return { columns: fields.map(({ name, dataTypeID }) => ({ name, type: dataTypeID })), rows };
    });
  }

  /** @returns what the server made of it: it answers `ROLLBACK` where the transaction had failed before. */
  async commit(): Promise<"COMMIT" | "ROLLBACK"> {
    return this.#cancellable({}, async () => {
      const { command } = await this.#client.query("COMMIT");
      return command === "COMMIT" ? command : "ROLLBACK";
    });
  }

  /**
   * Runs statements in one message of the simple protocol: outside of a transaction they are one.
   *
   * @throws {BatchError} with the server's own error as its cause.
   */
  async batch(sql: string, context: ErrorContext = {}): Promise<void> {
    throwIfCancelled(context.signal);
    this.#completed = 0;
    await this.#cancellable(context, async () => {
      try {
        await this.#client.query(sql);
      } catch (error) {
        throw sqlStateOf(error) === undefined ? error : new BatchError(error, this.#completed);
      }
    });
  }

  /**
   * Sends texts at once, each in a message of the simple protocol, and waits for all answers: one round trip. The server
   * goes on after one that failed, unless that was in a transaction.
   *
   * @throws {PipelineError} for the first that failed, with the server's or our own error as its cause.
   */
  async pipelineTexts(
    texts: readonly string[],
    context: ErrorContext & {
      readonly onStart?: (index: number) => void;
      readonly onEnd?: (index: number, durationMs: number) => void;
    },
  ): Promise<void> {
    await this.#cancellable(context, async () => {
      let begunMs = performance.now();
      let failed = false;
      context.onStart?.(0);
      const answers = await Promise.allSettled(
        texts.map(async (text, index) => {
          try {
            const { command } = await this.#client.query(text);
            // So the server answers where the transaction had failed before.
            if (text === "COMMIT" && command !== "COMMIT") throw undone();
          } catch (error) {
            failed = true;
            throw error;
          }
          if (failed) return;
          const nowMs = performance.now();
          context.onEnd?.(index, nowMs - begunMs);
          begunMs = nowMs;
          if (index + 1 < texts.length) context.onStart?.(index + 1);
        }),
      );
      const index = answers.findIndex(({ status }) => status === "rejected");
      const answer = answers[index];
      if (answer?.status !== "rejected") return;
      const cause: unknown = answer.reason;
      const isSaidByServer = cause instanceof AtlasError || sqlStateOf(cause) !== undefined;
      throw new PipelineError(isSaidByServer ? cause : (this.#lost ?? cause), index);
    });
  }

  /** The server's number for this session. */
  get processId(): number | undefined {
    return this.#cancelKey?.processId;
  }

  async #cancellable<Result>(context: ErrorContext, work: () => Promise<Result>): Promise<Result> {
    const { signal } = context;
    throwIfCancelled(signal);
    this.#roundTrips++;
    let cancelling: Promise<void> | undefined;
    const cancel = (): void => {
      cancelling = this.#cancel();
    };
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      return await work();
    } catch (error) {
      if (error instanceof BatchError || error instanceof PipelineError) throw error;
      const isSaidByServer = error instanceof AtlasError || sqlStateOf(error) !== undefined;
      throw translateError(isSaidByServer ? error : (this.#lost ?? error), context);
    } finally {
      signal?.removeEventListener("abort", cancel);
      // Otherwise a late request would hit the next statement.
      await cancelling;
    }
  }

  /** Asks the server to stop the running statement; a server that does not answer loses the connection. */
  async #cancel(): Promise<void> {
    try {
      if (!this.#cancelKey) throw new Error("the server gave no key to cancel with");
      await requestCancel(this.#config, this.#cancelKey);
    } catch (error) {
      this.#socket.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }

  async close(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    const timer = setTimeout(() => this.#socket.destroy(), closeTimeoutMs);
    try {
      if (this.#socket.connecting || this.#socket.destroyed) this.#socket.destroy();
      else await this.#client.end();
    } finally {
      clearTimeout(timer);
    }
  }
}

const closeTimeoutMs = 2_000;

function undone(): AtlasError {
  return new AtlasError("E_SQL", "the transaction had failed before: it was rolled back", {
    hint: "Look at the first error of the transaction.",
  });
}

/** Context of a call with its signal alone. */
export function callContext(options: CallOptions | undefined): ErrorContext {
  return { signal: options?.signal };
}

function describeTarget(settings: ConnectionSettings): string {
  const database = settings.database === undefined ? "" : ` database ${JSON.stringify(settings.database)} at`;
  const place = settings.host.startsWith("/")
    ? `${settings.host}/.s.PGSQL.${settings.port}`
    : `${settings.host}:${settings.port}`;
  return `the${database || " server at"} ${place}`;
}

function clientConfig(
  settings: ConnectionSettings,
  options: ConnectOptions,
  ssl: TlsOptions | false,
): ClientConfig {
  const user = settings.user ?? userInfo().username;
  return {
    host: settings.host,
    port: settings.port,
    user,
    database: settings.database ?? user,
    // A function, since pg reads $PGPASSWORD and the password file for an absent value.
    password: () => {
      if (settings.password !== undefined) return settings.password;
      throw new AtlasError("E_AUTH", "the server asks for a password and the URL has none", {
        hint: "Add it to the URL: postgres://user:password@host/database.",
      });
    },
    ssl,
    sslnegotiation: "postgres",
    application_name: settings.applicationName ?? options.applicationName ?? "atlas",
    connectionTimeoutMillis: settings.connectTimeoutMs ?? options.timeoutMs ?? 10_000,
    keepAlive: true,
    pipeline: true,
    ...(settings.options !== undefined && { options: settings.options }),
  };
}

/** The server lacks TLS, or its pg_hba.conf wants the other way (invalid_authorization_specification). */
function refusesEncryption(error: unknown): boolean {
  if (sqlStateOf(error) === "28000") return true;
  return error instanceof Error && error.message === "The server does not support SSL connections";
}
