import type { Readable, Writable } from "node:stream";

/** A pipe to a child process no longer keeps this process alive. */
export function unref(stream: Readable | Writable | null | undefined): void {
  // Pipes to a child are sockets in Node, although typed as streams.
  if (stream !== null && stream !== undefined && "unref" in stream)
    (stream as unknown as { unref(): void }).unref();
}
