import { throwIfCancelled } from "@atlas/core";

/**
 * Asks on the terminal whether to go on.
 *
 * @returns `false` after Abort or ctrl-C.
 * @throws {AtlasError} `E_CANCELLED` when the signal is aborted meanwhile.
 */
export async function askToApply(signal: AbortSignal): Promise<boolean> {
  const { default: select } = await import("@inquirer/select");
  try {
    return await select(
      {
        message: "Are you sure?:",
        choices: [
          { value: true, name: "  Apply", short: "Apply" },
          { value: false, name: "  Abort", short: "Abort" },
        ],
        theme: {
          prefix: { idle: "?", done: "✔" },
          icon: { cursor: "▸" },
          style: {
            message: (text: string, status: string) => (status === "done" ? "" : text),
            answer: (text: string) => text,
            // The cursor stands right before the name, not at the edge.
            highlight: (line: string) => line.replace(/^▸ {3}/, "  ▸ "),
            keysHelpTip: () => undefined,
          },
        },
      },
      { signal },
    );
  } catch (error) {
    throwIfCancelled(signal);
    // The package of the prompt's errors is not ours to import: its manual tells them apart by name.
    if (error instanceof Error && error.name === "ExitPromptError") return false;
    throw error;
  }
}
