import { access, constants, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";

/** A program of the control plane that we know how to find and build. */
export type ProgramName = "etcd" | "kube-apiserver" | "kube-controller-manager" | "kubectl";

/** Where each program is built from, in the order of cost. */
export const programPackages: Readonly<Record<ProgramName, string>> = {
  etcd: "go.etcd.io/etcd/server/v3",
  kubectl: "k8s.io/kubernetes/cmd/kubectl",
  "kube-apiserver": "k8s.io/kubernetes/cmd/kube-apiserver",
  "kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager",
};

/** A folder that holds all the programs, or one sentence about why there is none. */
export type Programs =
  | { readonly folder: string; readonly unavailable?: undefined }
  | { readonly unavailable: string };

/** The Go module that names the versions of what we build. */
export const moduleFolder: string = join(import.meta.dirname, "../../../../tools/control-plane");

/** The Kubernetes version that `tools/control-plane/go.mod` names, such as `v1.37.1`. */
export async function kubernetesVersion(): Promise<string> {
  const module = await readFile(join(moduleFolder, "go.mod"), "utf8");
  const version = /^\s*(?:require )?k8s\.io\/kubernetes (v\d+\.\d+\.\d+)/mu.exec(module)?.[1];
  if (version === undefined)
    throw new Error("tools/control-plane/go.mod names no version of k8s.io/kubernetes");
  return version;
}

/** Where all versions lie: `$XDG_CACHE_HOME/atlas/control-plane`. */
export function cacheRoot(env: NodeJS.ProcessEnv = process.env): string {
  const base = env["XDG_CACHE_HOME"];
  return join(base === undefined || base === "" ? join(homedir(), ".cache") : base, "atlas", "control-plane");
}

/** The folder of one version for this machine: `…/v1.37.1-linux-x64`. */
export function versionFolder(version: string, env: NodeJS.ProcessEnv = process.env): string {
  return join(cacheRoot(env), `${version}-${process.platform}-${process.arch}`);
}

/** Finds the programs without building any: `KUBEBUILDER_ASSETS` first, then our cache folder. */
export async function findPrograms(env: NodeJS.ProcessEnv = process.env): Promise<Programs> {
  const assets = env["KUBEBUILDER_ASSETS"];
  if (assets !== undefined && assets !== "") {
    const missing = await missingPrograms(assets);
    if (missing.length === 0) return { folder: assets };
    return { unavailable: `KUBEBUILDER_ASSETS lacks ${missing.join(", ")}` };
  }
  const folder = versionFolder(await kubernetesVersion(), env);
  const missing = await missingPrograms(folder);
  if (missing.length === 0) return { folder };
  return { unavailable: `${missing.join(", ")} not built: run tools/control-plane/build.ts` };
}

/** The programs that cannot be run from a folder. */
export async function missingPrograms(folder: string): Promise<readonly ProgramName[]> {
  const missing: ProgramName[] = [];
  // The keys of a Record are its key type.
  for (const name of Object.keys(programPackages) as ProgramName[])
    if (!(await isExecutable(join(folder, name)))) missing.push(name);
  return missing;
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
