import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { KubeObject } from "../../packages/kube/src/index.ts";
import {
  findPrograms,
  type TestControlPlane,
  useControlPlane,
} from "../../packages/testing/src/control-plane/index.ts";
import { Operator } from "./operator.ts";
import {
  DemoError,
  expectedCondition,
  type Expectation,
  limitMs,
  meets,
  type Shown,
  type Stage,
  type Waited,
} from "./stage.ts";

const execute = promisify(execFile);
const crds = join(import.meta.dirname, "../../deploy/crds");

/** The operator on a real API server, used through kubectl. */
export class ClusterStage implements Stage {
  readonly setting: readonly string[];
  readonly #folder: string;
  readonly #signal: AbortSignal;
  readonly #plane: TestControlPlane;
  readonly #kubectl: string;
  readonly #namespace: string;
  readonly #operator: Operator;

  private constructor(
    folder: string,
    signal: AbortSignal,
    plane: TestControlPlane,
    kubectl: string,
    namespace: string,
    version: string,
  ) {
    this.#folder = folder;
    this.#signal = signal;
    this.#plane = plane;
    this.#kubectl = kubectl;
    this.#namespace = namespace;
    this.#operator = new Operator({
      kubeconfig: plane.kubeconfig,
      namespaces: [namespace],
      dataDir: join(folder, "data"),
    });
    this.setting = [
      `A real Kubernetes API server ${version} with its etcd runs on loopback. The resource definitions of deploy/crds are applied to it, and the operator watches the namespace ${namespace}.`,
      "Each kubectl command below really runs, with --kubeconfig and --namespace added.",
      "So that you need not wait, the operator compares the database every second. It is told to report drift, not to undo it.",
    ];
  }

  /**
   * Starts a control plane, building its programs on the first use.
   *
   * @param progress - is told what takes long.
   * @throws {DemoError} naming what is missing.
   */
  static async open(
    folder: string,
    signal: AbortSignal,
    progress: (line: string) => void,
  ): Promise<ClusterStage> {
    const programs = await preparePrograms(signal, progress);
    progress("Starting etcd and kube-apiserver.");
    const plane = await useControlPlane();
    if (plane.unavailable !== undefined) throw unavailable(plane.unavailable);
    try {
      signal.throwIfAborted();
      const kubectl = join(programs, "kubectl");
      const namespace = await plane.createNamespace("shop");
      await plane.kubectl(["apply", "-f", crds]);
      await plane.kubectl(["wait", "--for=condition=Established", "--timeout=30s", "-f", crds]);
      // The answer of `kubectl version -o json`.
      const answer = JSON.parse(await plane.kubectl(["version", "-o", "json"])) as {
        readonly serverVersion: { readonly gitVersion: string };
      };
      signal.throwIfAborted();
      return new ClusterStage(folder, signal, plane, kubectl, namespace, answer.serverVersion.gitVersion);
    } catch (error) {
      await plane[Symbol.asyncDispose]();
      throw error;
    }
  }

  async apply(file: string, text: string): Promise<Shown> {
    await writeFile(join(this.#folder, file), text, { mode: 0o600 });
    return await this.#run(["apply", "-f", file]);
  }

  async until(expected: Expectation): Promise<Waited> {
    const condition = `--for=condition=${expectedCondition[expected]}`;
    const shown = await this.#run(["wait", condition, `--timeout=${limitMs / 1000}s`, "atlasschema/shop"]);
    const { output } = await this.#run(["get", "atlasschema", "shop", "-o", "json"]);
    // The API server checked it against the resource definition.
    const resource = JSON.parse(output) as KubeObject;
    if (meets(resource, expected)) return { ...shown, resource };
    throw new DemoError(`AtlasSchema shop is not ${expected}: ${JSON.stringify(resource.status)}`);
  }

  async event(reason: string): Promise<Shown> {
    const args = [
      "get",
      "events",
      `--field-selector=reason=${reason}`,
      "-o",
      "jsonpath={.items[-1:].message}",
    ];
    // Events are written after the status.
    for (const deadline = Date.now() + limitMs; ;) {
      const shown = await this.#run(args);
      if (shown.output !== "") return shown;
      if (Date.now() > deadline) {
        throw new DemoError(`There was no event ${reason} within ${limitMs / 1000} seconds.`);
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }

  async table(): Promise<Shown> {
    return await this.#run(["get", "atlasschemas"]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#operator[Symbol.asyncDispose]();
    await this.#plane[Symbol.asyncDispose]();
  }

  /** Runs kubectl in the folder of the demo; it is ended with the demo. */
  async #run(args: readonly string[]): Promise<Shown> {
    this.#signal.throwIfAborted();
    const access = ["--kubeconfig", this.#plane.kubeconfig, "--namespace", this.#namespace];
    const running = execute(this.#kubectl, [...access, ...args], {
      cwd: this.#folder,
      signal: this.#signal,
      maxBuffer: 16 * 1024 * 1024,
    }).catch((error: unknown) => {
      this.#signal.throwIfAborted();
      const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : String(error);
      throw new DemoError(
        `\`${commandLine(args)}\` failed: ${said}\nThe operator logged last:\n${this.#operator.log}`,
      );
    });
    const { stdout } = await Promise.race([running, this.#operator.failed]);
    return { command: commandLine(args), output: stdout };
  }
}

/** As a shell takes it. */
function commandLine(args: readonly string[]): string {
  const quoted = args.map((arg) =>
    /^[\w@%+=:,./-]+$/.test(arg) ? arg : arg.replace(/^([\w-]+=)?(.*)$/s, "$1'$2'"),
  );
  return ["kubectl", ...quoted].join(" ");
}

/** @returns the folder of etcd, kube-apiserver and kubectl. */
async function preparePrograms(signal: AbortSignal, progress: (line: string) => void): Promise<string> {
  const found = await findPrograms();
  if (found.unavailable === undefined) return found.folder;
  if (process.env["KUBEBUILDER_ASSETS"]) throw unavailable(found.unavailable);
  progress("etcd, kube-apiserver and kubectl are built from source once, which takes some minutes.");
  const script = join(import.meta.dirname, "../control-plane/build.ts");
  // In a process group of its own, so that the compilers end with the demo.
  const child = spawn(process.execPath, [script], { detached: true, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said += text;
    for (const line of text.trim().split("\n")) progress(line);
  });
  const onAbort = (): void => endGroup(child);
  signal.addEventListener("abort", onAbort, { once: true });
  try {
    await once(child, "close");
  } finally {
    signal.removeEventListener("abort", onAbort);
  }
  signal.throwIfAborted();
  const built = await findPrograms();
  if (built.unavailable !== undefined) throw unavailable(said.trim().split("\n").at(-1) ?? built.unavailable);
  return built.folder;
}

function endGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, "SIGTERM");
  } catch {
    // It has ended.
  }
}

function unavailable(reason: string): DemoError {
  return new DemoError(
    `There is no Kubernetes control plane: ${reason.replace(/^no control plane: /, "")}\nInstall Go 1.26 or newer, or name a folder with etcd, kube-apiserver and kubectl in KUBEBUILDER_ASSETS. Without --cluster the demo needs neither.`,
  );
}
