import { createServer } from "node:http";
import { AtlasError } from "@atlas/core";
import type { Terminal } from "../terminal.ts";

/** Nothing but what the page itself holds may run or be shown. */
const policy =
  "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * Shows a page to browsers of this machine until the signal comes.
 *
 * @returns once the server is closed.
 */
export async function servePage(page: string, terminal: Terminal, signal: AbortSignal): Promise<void> {
  const server = createServer((request, response) => {
    // Another web site must not read the schema through a name that leads to this machine.
    const isOurs = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(request.headers.host ?? "");
    if (!isOurs || request.url !== "/") {
      response.writeHead(isOurs ? 404 : 403).end();
      return;
    }
    response
      .writeHead(200, {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy": policy,
        "cache-control": "no-store",
      })
      .end(page);
  });
  await new Promise<void>((resolve, reject) => {
    server.on("error", (error) =>
      reject(new AtlasError("E_INTERNAL", `the page cannot be shown: ${error.message}`, { cause: error })),
    );
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      terminal.out(`http://127.0.0.1:${port}/\n`);
      terminal.err("Open this page in a browser; ^C ends it.\n");
    });
    const close = (): void => {
      server.close(() => resolve());
      server.closeAllConnections();
    };
    if (signal.aborted) close();
    else signal.addEventListener("abort", close, { once: true });
  });
}
