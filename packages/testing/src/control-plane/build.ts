import { spawn } from "node:child_process";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findGo } from "./go.ts";
import {
  cacheRoot,
  findPrograms,
  kubernetesVersion,
  missingPrograms,
  moduleFolder,
  programPackages,
  versionFolder,
  type Programs,
} from "./programs.ts";

export interface BuildOptions {
  readonly env?: NodeJS.ProcessEnv;
  /** Takes lines for a person who waits; default: standard error. */
  readonly progress?: (line: string) => void;
}

/**
 * Finds the programs of the control plane, and builds what is missing from source: about twelve minutes on
 * two free cores, once for each version. Two processes that ask at once build once.
 */
export async function obtainPrograms(options: BuildOptions = {}): Promise<Programs> {
  const env = options.env ?? process.env;
  const progress =
    options.progress ?? ((line: string) => void process.stderr.write(`control plane: ${line}\n`));
  const found = await findPrograms(env);
  if (found.unavailable === undefined || (env["KUBEBUILDER_ASSETS"] ?? "") !== "") return found;

  const version = await kubernetesVersion();
  const folder = versionFolder(version, env);
  await mkdir(folder, { recursive: true });
  await using _lock = await takeLock(join(folder, ".building"), progress);
  const missing = await missingPrograms(folder);
  if (missing.length === 0) return { folder };

  const go = await findGo(join(cacheRoot(env), "go"), progress);
  if (go.unavailable !== undefined) return go;
  // Four gigabytes that nobody needs once the programs stand; kept while a build is unfinished, so that
  // the next one goes on where this one stopped.
  const ownCache = join(cacheRoot(env), "go-build");
  const goEnv = {
    ...env,
    CGO_ENABLED: "0",
    GOTOOLCHAIN: "local",
    GOCACHE: env["GOCACHE"] ?? ownCache,
  };
  for (const name of missing) {
    const startedAt = Date.now();
    progress(`building ${name} for Kubernetes ${version}`);
    const target = join(folder, name);
    const problem = await goBuild(go.path, programPackages[name], `${target}.new`, version, goEnv);
    if (problem !== undefined) return { unavailable: `${name} could not be built: ${problem}` };
    await rename(`${target}.new`, target);
    progress(`built ${name} in ${Math.round((Date.now() - startedAt) / 1000)} s`);
  }
  await rm(ownCache, { recursive: true, force: true });
  return { folder };
}

/** @returns what went wrong, the end of what Go said; `undefined` when the program was built. */
async function goBuild(
  go: string,
  source: string,
  target: string,
  version: string,
  env: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const [major, minor] = version.slice(1).split(".");
  const names = "k8s.io/component-base/version";
  // Without these kubectl and Helm misjudge the server.
  const stamp = `-X ${names}.gitVersion=${version} -X ${names}.gitMajor=${major} -X ${names}.gitMinor=${minor}`;
  const flags = ["-trimpath", "-buildvcs=false", "-ldflags", `-s -w ${stamp}`];
  const child = spawn(go, ["build", ...flags, "-o", target, source], {
    cwd: moduleFolder,
    env,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-2000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject).on("close", resolve);
  });
  return code === 0 ? undefined : said.trim() || `go ended with ${code}`;
}

/** A lock file with the holder's process id; one whose holder is gone is taken over. */
async function takeLock(path: string, progress: (line: string) => void): Promise<AsyncDisposable> {
  let told = false;
  for (;;) {
    try {
      await writeFile(path, String(process.pid), { flag: "wx" });
      return { [Symbol.asyncDispose]: () => rm(path, { force: true }) };
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    }
    const holder = Number(await readFile(path, "utf8").catch(() => ""));
    if (holder > 0 && !isAlive(holder)) {
      await rm(path, { force: true });
      continue;
    }
    if (!told) progress(`process ${holder} builds already; waiting for it`);
    told = true;
    await sleep(1000);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
