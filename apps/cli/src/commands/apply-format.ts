import type { ApplyFormat } from "../render/apply-output.ts";
import type { Terminal } from "../terminal.ts";

/** The template of `--format`, read before anything else happens. */
export async function readApplyFormat(template: string, terminal: Terminal): Promise<ApplyFormat> {
  const [{ readFormat }, { applyRoot }] = await Promise.all([
    import("../format/format.ts"),
    import("../format/apply-root.ts"),
  ]);
  return { template: readFormat(template, [], terminal), rootOf: applyRoot };
}
