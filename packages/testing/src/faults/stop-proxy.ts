import { once } from "node:events";
import { createServer, connect, type Socket } from "node:net";

/** The length of the first message in what a client sends; `undefined`: it is not whole yet. */
export type Framing = (sent: Buffer) => number | undefined;

/** Without encryption, of which nobody could count the messages. */
export const framings = {
  mysql: (sent) => (sent.length < 4 ? undefined : 4 + sent.readUIntLE(0, 3)),
  // The first message has no type, and its length starts with a zero.
  postgres: (sent) =>
    sent.length < 5 ? undefined : sent[0] === 0 ? sent.readInt32BE(0) : 1 + sent.readInt32BE(1),
} as const satisfies Readonly<Record<string, Framing>>;

/** A TCP proxy on loopback that stands still at a message of the first connection; later ones go through. */
export class StopProxy implements AsyncDisposable {
  /** What has been sent on the first connection, as text. */
  readonly messages: string[] = [];
  readonly #server;
  readonly #sockets = new Set<Socket>();
  readonly #framing: Framing;
  readonly #stopAt: number;
  readonly #reached = Promise.withResolvers<void>();
  #release: (() => void) | undefined;
  #isFirst = true;

  private constructor(target: number, framing: Framing, stopAt: number) {
    this.#framing = framing;
    this.#stopAt = stopAt;
    this.#server = createServer((client) => this.#join(client, target));
  }

  /** @param stopAt - the message that does not go on, from 0. Default: it counts and stops nowhere. */
  static async start(target: number, framing: Framing, stopAt = Infinity): Promise<StopProxy> {
    const proxy = new StopProxy(target, framing, stopAt);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the proxy does not listen");
    return address.port;
  }

  /** Settled once it stands still. */
  get reached(): Promise<void> {
    return this.#reached.promise;
  }

  /** Lets the message go on at which it stands, and nothing after it; no answer comes back. */
  release(): void {
    this.#release?.();
  }

  #join(client: Socket, target: number): void {
    const server = connect(target, "127.0.0.1");
    for (const socket of [client, server]) {
      this.#sockets.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        this.#sockets.delete(socket);
        client.destroy();
        server.destroy();
      });
    }
    server.pipe(client);
    const isFirst = this.#isFirst;
    this.#isFirst = false;
    if (!isFirst) return void client.pipe(server);
    let sent = Buffer.alloc(0);
    client.on("data", (chunk: Buffer) => {
      sent = Buffer.concat([sent, chunk]);
      for (let length = this.#framing(sent); length !== undefined && length <= sent.length;) {
        const message = sent.subarray(0, length);
        sent = sent.subarray(length);
        if (!this.#pass(message, client, server)) return;
        length = this.#framing(sent);
      }
    });
  }

  /** @returns whether what comes next may be looked at. */
  #pass(message: Buffer, client: Socket, server: Socket): boolean {
    const isStop = this.messages.length === this.#stopAt;
    this.messages.push(message.toString("utf8"));
    if (!isStop) {
      server.write(message);
      return true;
    }
    client.removeAllListeners("data");
    client.pause();
    server.unpipe(client);
    server.resume();
    this.#release = () => server.write(message);
    this.#reached.resolve();
    return false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}
