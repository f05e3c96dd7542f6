import type { Step } from "@atlas/core";

/** The statements of a plan as one SQL text, each under a comment that says what it does. */
export interface PlanScript {
  readonly text: string;
  /** Where each step's statement begins in the text, in UTF-16 units. */
  readonly starts: readonly number[];
}

/** What a plan is edited as, and what positions in it are told by. */
export function planScript(steps: readonly Step[]): PlanScript {
  let text = "";
  const starts = steps.map(({ comment, sql }) => {
    text += `-- ${comment.charAt(0).toUpperCase()}${comment.slice(1)}\n`;
    const start = text.length;
    text += `${sql};\n`;
    return start;
  });
  return { text, starts };
}
