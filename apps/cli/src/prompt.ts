import { throwIfCancelled } from "@atlas/core";

/**
 * Asks on the terminal whether to go on.
 *
 * @returns `false` after Abort or ctrl-C.
 * @throws {AtlasError} `E_CANCELLED` when the signal is aborted meanwhile.
 */
export async function askToApply(signal: AbortSignal): Promise<boolean> {
  return (await choose("Are you sure?:", { yes: "Apply", no: "Abort" }, signal)) ?? false;
}

/**
 * Asks on the terminal a question of yes or no.
 *
 * @returns `undefined` after ctrl-C.
 * @throws {AtlasError} `E_CANCELLED` when the signal is aborted meanwhile.
 */
export async function askYesOrNo(question: string, signal: AbortSignal): Promise<boolean | undefined> {
  return choose(question, { yes: "Yes", no: "No" }, signal);
}

async function choose(
  message: string,
  answers: { readonly yes: string; readonly no: string },
  signal: AbortSignal,
): Promise<boolean | undefined> {
  const { default: select } = await import("@inquirer/select");
  try {
    return await select(
      {
        message,
        choices: [
          { value: true, name: `  ${answers.yes}`, short: answers.yes },
          { value: false, name: `  ${answers.no}`, short: answers.no },
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
    if (error instanceof Error && error.name === "ExitPromptError") return undefined;
    throw error;
  }
}
