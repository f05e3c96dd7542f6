import { parentPort } from "node:worker_threads";
import { AtlasError, type ScanOptions } from "../../packages/core/src/index.ts";
import { syntax as postgres } from "../../packages/dialect-postgres/src/syntax.ts";
import { syntax as mysql } from "../../packages/dialect-mysql/src/text.ts";
import { syntax as sqlite } from "../../packages/dialect-sqlite/src/text.ts";
import { format, parse } from "../../packages/hcl/src/index.ts";
import {
  assertChecksum,
  directoryFormats,
  directoryOf,
  genericScan,
  parseFile,
} from "../../packages/migrate/src/index.ts";
import { renameHints, scanStatements, splitStatements } from "../../packages/sql/src/index.ts";
import { parseTemplate } from "../../packages/template/src/index.ts";

// A thread whose memory is limited from outside: what a reader cannot bound ends it, and not the test.

/** Each rule of reading is used by one of them. */
const scanPostgres: ScanOptions = {
  beginEnd: true,
  beginAtomic: true,
  dollarQuotes: true,
  backslashEscapes: false,
  escapeStrings: true,
  hashComments: false,
  nestedComments: true,
};
const scanMysql: ScanOptions = {
  beginEnd: true,
  beginAtomic: false,
  dollarQuotes: false,
  backslashEscapes: true,
  escapeStrings: false,
  hashComments: true,
};

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
  ...Object.fromEntries(
    Object.entries({ postgres: scanPostgres, mysql: scanMysql }).map(([family, scan]) => [
      `migrations of ${family}`,
      (text: string): unknown => scanStatements(text, scan, "x"),
    ]),
  ),
  ...Object.fromEntries(
    directoryFormats.map((format) => [
      `migration files (${format})`,
      (text: string): void => {
        const names = ["1_a.sql", "1_a.up.sql", "1_a.down.sql", "V1__a.sql", "U1__a.sql"];
        const directory = directoryOf(
          "x",
          format,
          names.map((name) => ({ name, text })),
        );
        for (const file of directory.files) void parseFile(format, file, genericScan).down;
      },
    ]),
  ),
  "atlas.sum": (text) => assertChecksum({ path: "x", format: "atlas", files: [], sum: text }),
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
