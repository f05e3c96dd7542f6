import { connect as connectSocket, type Socket } from "node:net";

import type { Connection } from "mysql2/promise";

export type Row = Readonly<Record<string, unknown>>;

export interface SessionOptions {
  /** The schema to be bound to. Default: none. */
  readonly schema?: string | undefined;
}

/** A session of `root` on a server of our own. */
export interface MysqlSession extends AsyncDisposable {
  readonly isOpen: boolean;
  /** Runs SQL, several statements at once: the rows of each. Numbers too large for JavaScript, and times, are texts. */
  run(sql: string): Promise<readonly (readonly Row[])[]>;
  /** A text as it stands in a statement. */
  literal(text: string): string;
  /** The session keeps this process alive, or no longer does. */
  ref(): void;
  unref(): void;
}

/** Opens a session through the socket of a server of ours, which wants no password of `root`. */
export async function openMysqlSession(
  socketPath: string,
  { schema }: SessionOptions = {},
): Promise<MysqlSession> {
  // Most who load this package never talk to MySQL.
  const { createConnection } = await import("mysql2/promise");
  const socket = connectSocket(socketPath);
  const connection = await createConnection({
    user: "root",
    ...(schema !== undefined && { database: schema }),
    stream: socket,
    // The client sets it of its own accord, and names of functions then mean something else.
    flags: ["-IGNORE_SPACE"],
    multipleStatements: true,
    supportBigNumbers: true,
    dateStrings: true,
  });
  const session = new Session(connection, socket);
  // The server's own collation of utf8mb4, and not the client's: views and routines remember it.
  await session.run("SET NAMES utf8mb4");
  return session;
}

class Session implements MysqlSession {
  readonly #connection: Connection;
  readonly #socket: Socket;
  #isOpen = true;

  constructor(connection: Connection, socket: Socket) {
    this.#connection = connection;
    this.#socket = socket;
    connection.on("error", () => (this.#isOpen = false));
    socket.on("close", () => (this.#isOpen = false));
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  async run(sql: string): Promise<readonly (readonly Row[])[]> {
    const [answer, fields] = await this.#connection.query(sql);
    // Of one statement the answer is rows or a header, of several a list of such; the columns tell which it is.
    const several = Array.isArray(fields) && fields.some((each) => each === undefined || Array.isArray(each));
    const results: readonly unknown[] = several && Array.isArray(answer) ? answer : [answer];
    // Rows are made as objects by default; a header says how many were changed.
    return results.map((result) => (Array.isArray(result) ? (result as Row[]) : []));
  }

  literal(text: string): string {
    return this.#connection.escape(text);
  }

  ref(): void {
    this.#socket.ref();
  }

  unref(): void {
    this.#socket.unref();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOpen = false;
    this.#connection.destroy();
  }
}
