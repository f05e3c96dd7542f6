// Adds to package-lock.json the optional packages of other platforms that npm leaves out.
//
// `npm install` omits an optional package that the registry at hand does not carry, and
// `npm ci` then refuses the lock file it wrote. The entries added here have a name, a version
// and a platform; they are never installed on this one. Runs after every install, on the Node
// that runs npm (20 or newer), so it is plain JavaScript.
import { readFileSync, writeFileSync } from "node:fs";

const file = new URL("../package-lock.json", import.meta.url);
const cpus = [
  [/arm64|aarch64/, "arm64"],
  [/x64|x86_64/, "x64"],
  [/armv7|eabihf|-arm$/, "arm"],
  [/wasm32/, "wasm32"],
  [/s390x/, "s390x"],
  [/ppc64/, "ppc64"],
  [/riscv64/, "riscv64"],
  [/ia32/, "ia32"],
  [/loong64/, "loong64"],
];
const systems = /(darwin|win32|windows|linux|freebsd|openbsd|netbsd|sunos|aix|android|openharmony|wasi)/;

/** Whether `name` resolves from the package at `path`, going up the folders as Node does. */
function isHeld(packages, path, name) {
  for (let folder = path; ;) {
    if (packages[`${folder ? `${folder}/` : ""}node_modules/${name}`]) return true;
    if (!folder) return false;
    const cut = folder.lastIndexOf("/node_modules/");
    folder = cut < 0 ? "" : folder.slice(0, cut);
  }
}

function entryFor(name, range) {
  const os = systems.exec(name)?.[1];
  const cpu = cpus.find(([pattern]) => pattern.test(name))?.[1];
  return {
    version: range.replace(/^npm:.*@/, "").replace(/^[~^]/, ""),
    optional: true,
    ...(os && { os: [os === "windows" ? "win32" : os] }),
    ...(cpu && { cpu: [cpu] }),
    ...(/musl/.test(name) && { libc: ["musl"] }),
  };
}

let text;
try {
  text = readFileSync(file, "utf8");
} catch {
  process.exit(0); // A package install without a lock file has nothing to complete.
}
const lock = JSON.parse(text);
for (const [path, entry] of Object.entries({ ...lock.packages }))
  for (const [name, range] of Object.entries(entry.optionalDependencies ?? {}))
    if (!isHeld(lock.packages, path, name)) lock.packages[`node_modules/${name}`] = entryFor(name, range);
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
const completed = `${JSON.stringify(lock, null, 2)}\n`;
if (completed !== text) writeFileSync(file, completed);
