import type { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { AtlasError, type CallOptions, type ConnectOptions, throwIfCancelled } from "@atlas/core";
import type { Connection, ConnectionOptions, QueryError } from "mysql2";
import { blockers } from "./blockers.ts";
import { endLost, killQuery } from "./cancel.ts";
import { closeConnection, describeTarget, type OpenConnection, openConnection } from "./connection.ts";
import { errno } from "./error-numbers.ts";
import {
  cancelled,
  type ErrorContext,
  errnoOf,
  packetTooLarge,
  refusesEncryption,
  translateConnectError,
  translateError,
  unstoppable,
} from "./errors.ts";
import { type Greeting, greetingOf, greetingStatements, setMode } from "./greeting.ts";
import { missingSchema } from "./inspect.ts";
import type { CatalogRow } from "./kind.ts";
import { tlsAttempts } from "./tls.ts";
import type { ConnectionSettings } from "./url.ts";

/** A column of an answer. */
export interface AnswerColumn {
  readonly name: string;
  /** The number of its type in the protocol. */
  readonly type: number;
}

/** Rows as they came, one value for each column. */
export interface Answer {
  readonly columns: readonly AnswerColumn[];
  readonly rows: readonly (readonly (Buffer | null)[])[];
}

/** What was sent in one message stopped at a statement. */
export class StepsError extends Error {
  override readonly name = "StepsError";
  readonly reason: AtlasError;
  /** How many results had come before. */
  readonly completed: number;

  constructor(reason: AtlasError, completed: number) {
    super(reason.message, { cause: reason });
    this.reason = reason;
    this.completed = completed;
  }
}

/** One connection to a server, with its errors as ours. Not for concurrent use. */
export class Session {
  readonly #connection: Connection;
  readonly #socket: Socket;
  readonly #open: OpenConnection;
  #greeting: Greeting | undefined;
  #roundTrips = 0;
  #inTransaction = false;
  #ended = false;
  /** Why the connection broke. */
  #lost: Error | undefined;

  /** @throws {AtlasError} `E_CONNECT`, `E_AUTH`, `E_PERMISSION`, `E_INPUT` for a database that is missing, `E_CANCELLED`. */
  static async open(settings: ConnectionSettings, options: ConnectOptions = {}): Promise<Session> {
    throwIfCancelled(options.signal);
    let failure: unknown;
    for (const ssl of await tlsAttempts(settings)) {
      try {
        const open = await openConnection(settings, options, ssl);
        const session = new Session(open);
        try {
          await session.#greet(options);
          return session;
        } catch (error) {
          await session.close();
          throw error;
        }
      } catch (error) {
        failure = error;
        // Only a server that cannot encrypt is asked again without.
        if (options.signal?.aborted || !refusesEncryption(error)) break;
      }
    }
    if (settings.database !== undefined && errnoOf(failure) === errno.unknownDatabase)
      throw missingSchema(settings.database);
    throw translateConnectError(failure, describeTarget(settings), options.signal);
  }

  private constructor(open: OpenConnection) {
    this.#open = open;
    this.#connection = open.connection;
    this.#socket = open.socket;
    // A connection that breaks between two queries is told by the next one, which knows no reason any more.
    this.#connection.on("error", (error: Error) => (this.#lost ??= error));
  }

  async #greet(options: CallOptions): Promise<void> {
    const answers = await this.multi(greetingStatements(this.#open.settings), options);
    const greeting = greetingOf(answers.at(-1)?.[0] ?? {});
    const { sql_mode: mode = "" } = greeting.settings;
    if (mode !== greeting.userMode) await this.multi([setMode(mode)], options);
    this.#greeting = greeting;
  }

  /** Learns anew what the session's settings are, after they were changed on purpose. */
  async greetAgain(): Promise<void> {
    const [row = {}] = await this.query(greetingStatements(this.#open.settings).at(-1) ?? "");
    const greeting = greetingOf(row);
    const { sql_mode: mode = "" } = greeting.settings;
    if (mode !== greeting.userMode) await this.query(setMode(mode));
    this.#greeting = greeting;
  }

  /** What the server said when the session began. */
  get greeting(): Greeting {
    if (!this.#greeting) throw new Error("the session has not begun");
    return this.#greeting;
  }

  get settings(): ConnectionSettings {
    return this.#open.settings;
  }

  /** How many times a request went to the server and back. */
  get roundTrips(): number {
    return this.#roundTrips;
  }

  /** Whether a transaction is open, as far as the last statement without rows told. */
  get inTransaction(): boolean {
    return this.#inTransaction;
  }

  /** @returns its rows, with all values as texts in the words of the server. */
  async query(sql: string, context: ErrorContext = {}): Promise<readonly CatalogRow[]> {
    const [rows] = await this.multi([sql], context);
    return rows ?? [];
  }

  /**
   * Runs statements, each of which gives one result, in one round trip.
   *
   * @returns the rows of each, with all values as texts; of a statement without rows none.
   * @throws {AtlasError} for the first that failed; nothing after it has run.
   */
  async multi(
    statements: readonly string[],
    context: ErrorContext = {},
  ): Promise<readonly (readonly CatalogRow[])[]> {
    const answers = await this.#cancellable(context, () => this.#send(join(statements), asTexts));
    // The type cast made a text of every value, and rows are objects unless asked otherwise.
    return answers.map(({ rows }) => rows as readonly CatalogRow[]);
  }

  /**
   * Runs a text of one or several statements, whatever they give.
   *
   * @throws {AtlasError} for the first statement that failed; nothing after it has run.
   */
  async run(sql: string, context: ErrorContext = {}): Promise<void> {
    await this.#cancellable(context, () => this.#send(sql, asTexts));
  }

  /**
   * Runs a text of one or several statements and tells of each result, so that it can be counted which failed.
   *
   * @param onResult - called with the number of results so far.
   * @throws {StepsError}
   */
  async steps(sql: string, context: ErrorContext, onResult: (count: number) => void): Promise<void> {
    let completed = 0;
    const count = (): void => onResult(++completed);
    try {
      await this.#cancellable(context, () => this.#send(sql, asTexts, count));
    } catch (error) {
      throw error instanceof AtlasError ? new StepsError(error, completed) : error;
    }
  }

  /** The last answer of several statements, its values as they came. One round trip. */
  async answer(statements: readonly string[], context: ErrorContext = {}): Promise<Answer> {
    const answers = await this.#cancellable(context, () => this.#send(join(statements), asBuffers));
    const last = answers.findLast(({ columns }) => columns.length > 0);
    // Without a type cast every value is a buffer, in an array for each row.
    return { columns: last?.columns ?? [], rows: (last?.rows ?? []) as Answer["rows"] };
  }

  async #send(sql: string, options: RowOptions, onResult?: () => void): Promise<readonly Result[]> {
    const limitBytes = this.#greeting?.largestPacketBytes ?? Infinity;
    // Longer ones close the connection. A character has four bytes at most.
    if (sql.length > limitBytes / 8) {
      const sizeBytes = Buffer.byteLength(sql);
      if (sizeBytes + headerBytes >= limitBytes) throw packetTooLarge(sizeBytes, limitBytes);
    }
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    const columns: (readonly AnswerColumn[])[] = [];
    const query = this.#connection.query({ sql, ...options }, (error: QueryError | null, result: unknown) => {
      if (error) reject(error);
      else resolve(result);
    });
    query.on("fields", (fields: unknown) => {
      columns.push(columnsOf(fields));
      onResult?.();
    });
    query.on("result", (result: unknown) => {
      if (isStatus(result)) this.#inTransaction = (result.serverStatus & statusInTransaction) !== 0;
    });
    const result = await promise;
    // What is one result comes bare.
    const results = columns.length === 1 ? [result] : Array.isArray(result) ? result : [];
    return columns.map((each, index) => {
      const rows: unknown = results[index];
      return { columns: each, rows: Array.isArray(rows) ? rows : [] };
    });
  }

  async #cancellable<R>(context: ErrorContext, work: () => Promise<R>): Promise<R> {
    const { signal } = context;
    throwIfCancelled(signal);
    const flavour = this.#greeting?.server.flavour;
    if (this.#lost) throw translateError(this.#lost, context);
    this.#roundTrips++;
    let cancelling: Promise<boolean> | undefined;
    let isOver = false;
    const cancel = (): void => {
      cancelling = this.#cancelUntil(() => isOver);
    };
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      return await work().finally(() => (isOver = true));
    } catch (error) {
      const wasAsked = await cancelling;
      // The server was not told to stop and may go on: what becomes of the statement is in doubt.
      if (wasAsked === false) throw unstoppable(error);
      if (wasAsked === true && this.#greeting === undefined) throw cancelled(error);
      const isSaid = error instanceof AtlasError || errnoOf(error) !== undefined;
      throw translateError(isSaid ? error : (this.#lost ?? error), { ...context, flavour });
    } finally {
      signal?.removeEventListener("abort", cancel);
      // Otherwise a late request would hit the next statement.
      if ((await cancelling) === true && this.#greeting !== undefined && !this.#socket.destroyed)
        await this.#send("DO 0", asTexts).catch(() => {});
    }
  }

  /** Between two statements of one message a request is lost, and so it is where SLEEP takes it. */
  async #cancelUntil(isOver: () => boolean): Promise<boolean> {
    while (true) {
      const wasAsked = await this.#cancel();
      if (!wasAsked || isOver() || this.#greeting === undefined) return wasAsked;
      await sleep(cancelAgainMs);
      if (isOver()) return wasAsked;
    }
  }

  /**
   * Stops what the session runs, through a second connection.
   *
   * @returns whether the server took the request; otherwise this connection is given up.
   */
  async #cancel(): Promise<boolean> {
    if (!this.#greeting) {
      // Nothing but the greeting can be running.
      this.#socket.destroy(new Error("cancelled"));
      return true;
    }
    try {
      await killQuery(this.#open, this.#greeting);
      return true;
    } catch (error) {
      this.#socket.destroy(error instanceof Error ? error : new Error(String(error)));
      return false;
    }
  }

  /**
   * After the connection broke: makes sure that the server is done with what ran, one way or the other.
   *
   * @returns `false` where nobody can tell, as with a server that is down.
   */
  async endLost(): Promise<boolean> {
    return this.#greeting !== undefined && (await endLost(this.#open, this.#greeting));
  }

  /** Who keeps this session waiting, asked on another connection. */
  async blockers(): Promise<readonly string[]> {
    return this.#greeting === undefined ? [] : blockers(this.#open, this.#greeting);
  }

  async close(): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    await closeConnection(this.#open);
  }
}

const cancelAgainMs = 200;

/** What stands before a statement in its packet: the command and the number of its attributes. */
const headerBytes = 3;

type RowOptions = Pick<ConnectionOptions, "typeCast" | "rowsAsArray">;

const asTexts: RowOptions = {
  // The results of a session are in Unicode, whatever the column is. By the short name of it mysql2 warns of JSON.
  typeCast: (field: { string(encoding: string): string | null }) => field.string("utf-8"),
};

const asBuffers: RowOptions = { typeCast: false, rowsAsArray: true };

interface Result {
  readonly columns: readonly AnswerColumn[];
  readonly rows: readonly unknown[];
}

/** SERVER_STATUS_IN_TRANS of the protocol. */
const statusInTransaction = 1;

function isStatus(result: unknown): result is { readonly serverStatus: number } {
  return (
    typeof result === "object" &&
    result !== null &&
    "serverStatus" in result &&
    typeof result.serverStatus === "number"
  );
}

function columnsOf(fields: unknown): readonly AnswerColumn[] {
  if (!Array.isArray(fields)) return [];
  // What mysql2 gives with this event for rows: its description of each column.
  return fields.map(({ name, columnType }: { name: string; columnType: number }) => ({
    name,
    type: columnType,
  }));
}

/** On a line of its own: a statement may end in a line comment. */
export const separator = "\n;\n";

function join(statements: readonly string[]): string {
  return statements.join(separator);
}
