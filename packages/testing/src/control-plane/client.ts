import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";

/** What a test does to a control plane as a user would: through kubectl. */
export interface ControlPlaneClient {
  /** Says why there is no control plane; never set on one that runs. */
  readonly unavailable?: undefined;
  /** Path of a kubeconfig file whose user may do everything. */
  readonly kubeconfig: string;
  /**
   * Runs kubectl and gives its standard output.
   *
   * @param input - its standard input, for `apply -f -`; an object is sent as JSON.
   * @throws {Error} with what kubectl said on standard error when it fails.
   */
  kubectl(args: readonly string[], input?: string | object): Promise<string>;
  /** Makes a namespace of a unique name that starts with `prefix`. */
  createNamespace(prefix?: string): Promise<string>;
}

/** Uses a control plane that runs already. */
export async function attachClient(kubeconfig: string, kubectlPath: string): Promise<ControlPlaneClient> {
  const kubectl: ControlPlaneClient["kubectl"] = (args, input) =>
    runKubectl(kubectlPath, [`--kubeconfig=${kubeconfig}`, ...args], input);
  return {
    kubeconfig,
    kubectl,
    createNamespace: async (prefix = "test") => {
      const name = `${prefix}-${randomBytes(4).toString("hex")}`;
      await kubectl(["create", "namespace", name]);
      return name;
    },
  };
}

function runKubectl(path: string, args: readonly string[], input?: string | object): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, { stdio: ["pipe", "pipe", "pipe"] });
    let output = "";
    let problem = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (output += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (problem += text));
    child.stdin.on("error", () => {}); // It may end without reading; its exit code tells.
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(output);
      else reject(new Error(`kubectl ${args.slice(1).join(" ")} ended with ${code}: ${problem.trim()}`));
    });
    child.stdin.end(typeof input === "object" ? JSON.stringify(input) : input);
  });
}
