import { once } from "node:events";
import { createServer, connect, type Socket } from "node:net";

/**
 * When the proxy breaks a connection: before a message that holds this text goes on, after it did, or once what comes
 * before the text has gone on.
 */
export interface Cut {
  readonly text: string;
  readonly when: "before" | "after" | "within";
  /** What happens besides. Default: nothing but that the client's connection is broken. */
  readonly fault?: () => void;
  /** The connection stays, but nothing goes through any more. Default: `false`. */
  readonly holds?: boolean;
}

/** A TCP proxy on loopback that can break connections at a chosen message of the client. */
export class CutProxy implements AsyncDisposable {
  readonly #server;
  readonly #sockets = new Set<Socket>();
  cut: Cut | undefined;
  /** How many connections were broken. */
  cuts = 0;

  private constructor(target: number) {
    this.#server = createServer((client) => this.#join(client, target));
  }

  /** @param port - to listen on. Default: a free one. */
  static async start(target: number, port = 0): Promise<CutProxy> {
    const proxy = new CutProxy(target);
    proxy.#server.listen(port, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === "string") throw new Error("the proxy does not listen");
    return address.port;
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
    client.on("data", (chunk: Buffer) => {
      const { cut } = this;
      if (!cut || !chunk.includes(cut.text)) {
        server.write(chunk);
        return;
      }
      this.cut = undefined;
      this.cuts += 1;
      const breakOff = (): void => {
        cut.fault?.();
        if (!cut.holds) client.destroy();
      };
      if (cut.when === "within") {
        client.pause();
        server.write(chunk.subarray(0, chunk.indexOf(cut.text)), breakOff);
        return;
      }
      if (cut.when === "before") breakOff();
      // The answer must not reach the client, but the server has to get the message whole.
      else {
        server.unpipe(client);
        server.write(chunk, () => setTimeout(breakOff, 300));
      }
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
    await once(this.#server, "close");
  }
}
