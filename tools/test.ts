// Everything that is checked: `npm test`. Ends with `N passed, N failed, N skipped`.
//
// `npm test -- corpus` runs only the test files whose path holds one of the words given.
import { spawn } from "node:child_process";
import { globSync } from "node:fs";
import { run } from "node:test";
import { ensureControlPlane } from "./test-control-plane.ts";
import { ensureMysql } from "./test-mysql.ts";

const needed = 24;
if (Number(process.versions.node.split(".")[0]) < needed) {
  console.error(
    `Node ${needed} or newer is needed; this is ${process.version}. Run \`npm ci\` first: it brings one.`,
  );
  process.exit(1);
}

interface Counts {
  passed: number;
  failed: number;
  skipped: number;
}

const words = process.argv.slice(2);
const isCi = process.env["CI"] === "true";
const counts: Counts = { passed: 0, failed: 0, skipped: 0 };
const failures: string[] = [];
const skips: string[] = [];

const checks: readonly (readonly [name: string, command: readonly string[]])[] = [
  ["format", ["oxfmt", "--check"]],
  ["lint", ["oxlint", "--type-aware"]],
  ["types", ["tsc"]],
  ["dead code", ["knip", "--no-progress"]],
];

if (words.length === 0) for (const [name, command] of checks) await check(name, command);

const files = globSync(["packages/*/src/**/*.test.ts", "apps/*/src/**/*.test.ts", "tools/**/*.test.ts"])
  .filter((file) => words.length === 0 || words.some((word) => file.includes(word)))
  .toSorted();
await using plane = await ensureControlPlane(files);
if (plane.missing !== undefined) skips.push(`control plane: ${plane.missing}`);
const servers = await ensureMysql(files);
skips.push(...servers.required);
await runTests(files);

counts.skipped += servers.required.length + servers.optional.length;
for (const skip of [...skips, ...servers.optional]) console.log(`skipped: ${skip}`);
for (const absent of servers.older) console.log(`absent: ${absent}`);
if (isCi && skips.length > 0) {
  counts.failed += 1;
  failures.push("nothing may be skipped in CI");
}
for (const failure of failures) console.log(`failed: ${failure}`);
if (servers.older.length > 0) console.log(`${servers.older.length} older servers absent`);
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed === 0 ? 0 : 1;

async function check(name: string, [program = "", ...args]: readonly string[]): Promise<void> {
  const child = spawn(`node_modules/.bin/${program}`, args, { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  if (code === 0) {
    counts.passed += 1;
    console.log(`ok ${name}`);
    return;
  }
  counts.failed += 1;
  failures.push(name);
  console.log(`${output}\nnot ok ${name}`);
}

async function runTests(paths: readonly string[]): Promise<void> {
  const started = performance.now();
  const perFile = new Map<string, number>();
  let finished = 0;
  const stream = run({ files: [...paths], concurrency: 2, timeout: 40 * 60_000 });
  stream.on("test:pass", (event) => {
    if (event.details.type === "suite" || isFile(event, paths)) return;
    if (event.skip === undefined) counts.passed += 1;
    else {
      counts.skipped += 1;
      skips.push(`${event.name}${typeof event.skip === "string" ? `: ${event.skip}` : ""}`);
    }
    count(perFile, event.file);
  });
  stream.on("test:fail", (event) => {
    if (isSummary(event.details.error)) return;
    counts.failed += 1;
    failures.push(`${event.name} (${relative(event.file)}:${event.line ?? ""})`);
    console.log(`not ok ${event.name} (${relative(event.file)})`);
    const { cause } = event.details.error;
    console.log(
      cause instanceof Error ? (cause.stack ?? cause.message) : String(cause ?? event.details.error),
    );
  });
  stream.on("test:stderr", (event) => process.stderr.write(event.message));
  stream.on("test:summary", ({ file, duration_ms: milliseconds }) => {
    if (file === undefined) return;
    finished += 1;
    const place = `${finished}/${paths.length}`.padStart(7);
    const seconds = `${(milliseconds / 1000).toFixed(1)} s`.padStart(8);
    console.log(`${place} ${seconds}  ${relative(file)}: ${perFile.get(file) ?? 0}`);
  });
  await new Promise<void>((resolve, reject) => {
    stream.on("end", resolve);
    stream.on("error", reject);
    stream.resume();
  });
  console.log(`${paths.length} test files in ${((performance.now() - started) / 1000).toFixed(0)} s`);
}

/** The failure of a suite or file that only says that something inside it failed. */
function isSummary(error: Error): boolean {
  return "failureType" in error && error.failureType === "subtestsFailed";
}

/** With process isolation each file is also reported as a test of its own. */
function isFile(
  event: { readonly name: string; readonly nesting: number },
  paths: readonly string[],
): boolean {
  return event.nesting === 0 && paths.some((path) => event.name.endsWith(path));
}

function count(map: Map<string, number>, file: string | undefined): void {
  map.set(file ?? "", (map.get(file ?? "") ?? 0) + 1);
}

function relative(file: string | undefined): string {
  return (file ?? "").replace(`${process.cwd()}/`, "");
}
