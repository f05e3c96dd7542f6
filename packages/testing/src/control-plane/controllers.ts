import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPrograms } from "./programs.ts";
import { startWatchdog } from "./watchdog.ts";

/** Those that make pods of Deployments, and remove what nobody owns any more. */
const controllers = ["deployment-controller", "replicaset-controller", "garbage-collector-controller"];

/** Kubernetes' own controllers beside a control plane that runs. They end when disposed, and with this process. */
export async function startControllers(kubeconfig: string): Promise<AsyncDisposable> {
  const programs = await findPrograms();
  if (programs.unavailable !== undefined) throw new Error(programs.unavailable);
  const folder = await mkdtemp(join(tmpdir(), "atlas-controllers-"));
  const watchdog = startWatchdog(folder);
  const log = openSync(join(folder, "log"), "a");
  const child = spawn(
    join(programs.folder, "kube-controller-manager"),
    [
      `--kubeconfig=${kubeconfig}`,
      `--controllers=${controllers.join(",")}`,
      "--leader-elect=false",
      "--bind-address=127.0.0.1",
      "--secure-port=0",
      // Pods that nobody may look at more often than this are waited for in vain.
      "--kube-api-qps=200",
      "--kube-api-burst=400",
    ],
    { detached: true, stdio: ["ignore", log, log] },
  );
  closeSync(log);
  child.on("error", () => {});
  child.unref();
  if (child.pid === undefined) throw new Error("kube-controller-manager did not start");
  watchdog.guard([child.pid]);
  return { [Symbol.asyncDispose]: () => watchdog.end() };
}
