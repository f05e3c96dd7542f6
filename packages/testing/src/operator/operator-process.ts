import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

/** The program as people start it; only its process is used, nothing is imported. */
const program = join(import.meta.dirname, "../../../../apps/operator/src/main.ts");

export interface OperatorOptions {
  readonly kubeconfig: string;
  /** Further flags, such as `--leader-elect`. */
  readonly flags?: readonly string[];
}

/** An operator in a process of its own, that a test can stop and kill. */
export class OperatorProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #dataDir: string;
  readonly #ended: Promise<unknown>;
  #log = "";

  private constructor(child: ChildProcess, dataDir: string) {
    this.#child = child;
    this.#dataDir = dataDir;
    this.#ended = once(child, "close");
    child.stderr?.setEncoding("utf8").on("data", (text: string) => (this.#log += text));
  }

  static async start({ kubeconfig, flags = [] }: OperatorOptions): Promise<OperatorProcess> {
    const dataDir = await mkdtemp(join(tmpdir(), "atlas-operator-"));
    const all = [
      `--kubeconfig=${kubeconfig}`,
      "--metrics-bind-address=0",
      "--health-probe-bind-address=0",
      "--zap-encoder=json",
      "--zap-log-level=debug",
      ...flags,
    ];
    const child = spawn(process.execPath, [program, "run", ...all], {
      env: { ...process.env, DATA_DIR: dataDir },
      stdio: ["ignore", "ignore", "pipe"],
    });
    await once(child, "spawn");
    return new OperatorProcess(child, dataDir);
  }

  /** All that it has logged, down to debug. */
  get log(): string {
    return this.#log;
  }

  get exitCode(): number | null {
    return this.#child.exitCode;
  }

  /** The fields of each line of the log with this message. */
  logged(message: string): readonly Readonly<Record<string, unknown>>[] {
    return this.#log
      .slice(0, this.#log.lastIndexOf("\n") + 1)
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>) // It logs objects.
      .filter((fields) => fields["msg"] === message);
  }

  async untilLogged(message: string, withinMs = 30_000): Promise<void> {
    const deadline = Date.now() + withinMs;
    while (this.logged(message).length === 0) {
      if (Date.now() > deadline) throw new Error(`the operator never logged "${message}":\n${this.#log}`);
      await pause(50);
    }
  }

  /** Lets it hang until `resume`. */
  pause(): void {
    this.#child.kill("SIGSTOP");
  }

  resume(): void {
    this.#child.kill("SIGCONT");
  }

  /** As Kubernetes ends a pod. */
  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.#ended;
  }

  /** As a machine that fails. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.kill();
    await rm(this.#dataDir, { recursive: true, force: true, maxRetries: 10 });
  }
}
