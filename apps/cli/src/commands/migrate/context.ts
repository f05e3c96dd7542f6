import { AtlasError } from "@atlas/core";

const members = ["triggerType", "triggerVersion"];

/**
 * Checks what other programs say of themselves with `--context`.
 *
 * @throws {AtlasError} `E_FLAG` for what is no such JSON.
 */
export function assertContext(text: string | undefined): void {
  if (text === undefined || text === "") return;
  const wrong = (reason: string): AtlasError =>
    new AtlasError("E_FLAG", `invalid --context: ${reason}`, {
      hint: 'Write it like {"triggerType":"GITHUB_ACTION","triggerVersion":"v1"}.',
    });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw wrong(error instanceof Error ? error.message : "not JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw wrong("not a JSON object");
  for (const [name, member] of Object.entries(value)) {
    if (!members.includes(name)) throw wrong(`unknown member ${JSON.stringify(name)}`);
    if (typeof member !== "string") throw wrong(`${name} is not a text`);
  }
}
