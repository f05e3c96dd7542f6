import { defineCommand } from "../command.ts";
import { showError } from "../errors.ts";
import { requiredTextFlag, switchFlag } from "../flags.ts";

export const operatorRun = defineCommand({
  name: "run",
  summary: "Keep databases in the state that a folder of manifests declares",
  description:
    "Works on a folder of AtlasSchema manifests as the operator works on a cluster:\n" +
    "applies what they declare, watches them and the databases, and prints the state\n" +
    "of each resource whenever it changes. Runs until it is stopped. In a cluster,\n" +
    "run atlas-operator.",
  examples: ["atlas operator run --manifests ./k8s"],
  flags: {
    manifests: requiredTextFlag("Folder of manifests (YAML)", { value: "dir" }),
    verbose: switchFlag("Also print what the operator does, as JSON lines on stderr"),
  },
  run: async (values, { terminal, signal }) => {
    const { runOperator } = await import("@atlas/operator");
    await runOperator(
      { manifests: values.manifests },
      {
        signal,
        onTable: (table) => terminal.out(`\n${table}`),
        onProblem: (problem) => showError(problem, terminal),
        ...(values.verbose && {
          log: (level, message, fields) => terminal.err(`${JSON.stringify({ level, message, ...fields })}\n`),
        }),
      },
    );
    return 0;
  },
});
