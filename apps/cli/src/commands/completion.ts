import { defineCommand, type Command, type Group } from "../command.ts";

const installs = {
  bash: "source <(atlas completion bash)",
  zsh: "source <(atlas completion zsh)",
  fish: "atlas completion fish | source",
  powershell: "atlas completion powershell | Out-String | Invoke-Expression",
} as const;

function shellCommand(shell: keyof typeof installs): Command {
  return defineCommand({
    name: shell,
    summary: `Print the completion script for ${shell}`,
    description: `Prints what ${shell} needs to complete command lines of atlas. To have it in every\nshell, add the line of the example to the file that your shell reads at its start.`,
    examples: [installs[shell]],
    flags: {},
    run: async (_values, { terminal }) => {
      const { scripts } = await import("../completion/scripts.ts");
      terminal.out(scripts[shell]);
      return 0;
    },
  });
}

export const completion: Group = {
  type: "group",
  name: "completion",
  summary: "Complete command lines in your shell",
  description: "Prints a script that lets your shell complete commands, flags and schema files.",
  examples: ["source <(atlas completion bash)"],
  children: [shellCommand("bash"), shellCommand("zsh"), shellCommand("fish"), shellCommand("powershell")],
  later: [],
};

/** What those scripts ask: one line for each word that may stand at the cursor. */
export const completeWords = defineCommand({
  name: "__complete",
  summary: "Print the words that may come next",
  description: "Prints the words that may come next, each with a tab and what it is.",
  examples: ["atlas __complete -- schema app"],
  flags: {},
  operands: "[word…]",
  hidden: true,
  run: async (_values, { terminal }, words) => {
    const [{ complete }, { root }, { readdirSync }] = await Promise.all([
      import("../completion/complete.ts"),
      import("./root.ts"),
      import("node:fs"),
    ]);
    const list = (folder: string): readonly string[] => {
      try {
        return readdirSync(folder === "" ? "." : folder, { withFileTypes: true }).map((entry) =>
          entry.isDirectory() ? `${entry.name}/` : entry.name,
        );
      } catch {
        return [];
      }
    };
    const candidates = complete(words, root, { list });
    terminal.out(candidates.map(({ word, description }) => `${word}\t${description}\n`).join(""));
    return 0;
  },
});
