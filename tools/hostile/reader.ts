import { parentPort } from "node:worker_threads";
import { AtlasError } from "../../packages/core/src/index.ts";
import { syntax as postgres } from "../../packages/dialect-postgres/src/syntax.ts";
import { syntax as mysql } from "../../packages/dialect-mysql/src/text.ts";
import { syntax as sqlite } from "../../packages/dialect-sqlite/src/text.ts";
import { format, parse } from "../../packages/hcl/src/index.ts";
import { renameHints, splitStatements } from "../../packages/sql/src/index.ts";
import { parseTemplate } from "../../packages/template/src/index.ts";

// A thread whose memory is limited from outside: what a reader cannot bound ends it, and not the test.

const readers: Readonly<Record<string, (text: string) => unknown>> = {
  hcl: (text) => [parse({ name: "x", text }), format({ name: "x", text })],
  ...Object.fromEntries(
    Object.entries({ postgres, mysql, sqlite }).map(([family, syntax]) => [
      `SQL of ${family}`,
      (text: string): void => {
        renameHints(text, syntax);
        splitStatements(text, "x", syntax);
      },
    ]),
  ),
  template: (text) =>
    parseTemplate(text, { name: "x", limits: { maxWork: 1_000_000 } }).execute({ a: ["b", null] }),
};

/** Asked for `[reader, texts]`, answers with the CPU milliseconds it took, or with what went wrong. */
parentPort?.on("message", ([reader, texts]: readonly [string, readonly string[]]) => {
  const before = process.threadCpuUsage();
  try {
    for (const text of texts) attempt(() => readers[reader]?.(text));
    const { user, system } = process.threadCpuUsage(before);
    parentPort?.postMessage((user + system) / 1000, []);
  } catch (error) {
    parentPort?.postMessage(String(error instanceof Error ? error.stack : error), []);
  }
});

/** To be refused with a code is an answer; anything else is a crash. */
function attempt(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!(error instanceof AtlasError)) throw error;
  }
}
