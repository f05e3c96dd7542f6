import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { AtlasError } from "@atlas/core";
import type { Registry } from "prom-client";

/** A server that answers until it is disposed of. */
export interface BoundServer extends AsyncDisposable {
  readonly host: string;
  /** The real one, also when 0 was asked for. */
  readonly port: number;
}

export interface Probes {
  /** False: the process should be restarted. Default: always true. */
  readonly healthy?: () => boolean;
  /** False: not yet, or no longer, at work. Default: always true. */
  readonly ready?: () => boolean;
}

/** `/healthz` and `/readyz`: 200 `ok` or 503. @param address - see `parseAddress`. */
export async function serveProbes(address: string, probes: Probes): Promise<BoundServer | undefined> {
  return await serve(address, (request, response) => {
    const path = request.url?.split("?", 1)[0];
    const check = path === "/healthz" ? probes.healthy : path === "/readyz" ? probes.ready : undefined;
    const known = path === "/healthz" || path === "/readyz";
    const status = known ? ((check?.() ?? true) ? 200 : 503) : 404;
    response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" });
    response.end(status === 200 ? "ok" : known ? "not ok" : "not found");
  });
}

/** `/metrics` in the text format of Prometheus. @param address - see `parseAddress`. */
export async function serveMetrics(address: string, registry: Registry): Promise<BoundServer | undefined> {
  return await serve(address, (request, response) => {
    if (request.url?.split("?", 1)[0] !== "/metrics") {
      response.writeHead(404).end("not found");
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { "Content-Type": registry.contentType }).end(text),
      () => response.writeHead(500).end("the metrics could not be read"),
    );
  });
}

/**
 * Reads `:8080` (all addresses), `127.0.0.1:8080`, `[::1]:8080` or `localhost:8080`.
 *
 * @returns `undefined` for `0`, the usual way to switch a server off.
 * @throws {AtlasError} `E_FLAG` when it is none of these.
 */
export function parseAddress(
  address: string,
): { readonly host: string | undefined; readonly port: number } | undefined {
  if (address === "0") return undefined;
  const match = /^(?:\[(?<six>[\da-fA-F:.]+)\]|(?<host>[^:[\]]*)):(?<port>\d{1,5})$/u.exec(address);
  const port = Number(match?.groups?.["port"]);
  if (match === null || port > 65_535)
    throw new AtlasError("E_FLAG", `${JSON.stringify(address)} is no address to listen on`, {
      hint: "Write `:8080`, `127.0.0.1:8080`, or `0` for none.",
    });
  return { host: match.groups?.["six"] ?? (match.groups?.["host"] || undefined), port };
}

async function serve(address: string, listener: RequestListener): Promise<BoundServer | undefined> {
  const wanted = parseAddress(address);
  if (wanted === undefined) return undefined;
  const server = createServer({ requestTimeout: 10_000 }, listener);
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error) =>
      reject(
        new AtlasError("E_FLAG", `cannot listen on ${address}: ${error.message}`, {
          cause: error,
          hint: "Choose another address, or `0` for none.",
        }),
      ),
    );
    server.listen({ port: wanted.port, host: wanted.host }, resolve);
  });
  // A TCP server that listens has an address of this shape.
  const bound = server.address() as AddressInfo;
  return {
    host: bound.address,
    port: bound.port,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}
