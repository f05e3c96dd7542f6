import type { Analyzer } from "../analyzer.ts";

/** A checkpoint that does not lead to what the files before it do: databases would differ by where they started. */
export const checkpoint: Analyzer = {
  name: "checkpoint",
  codes: [],
  isError: true,
  analyze: ({ remaining = [], statements }) => {
    if (remaining.length === 0) return [];
    const start = statements.find(({ text }) => text !== "")?.start ?? 0;
    return [
      {
        text: "checkpoint differs from the files before it",
        diagnostics: remaining.map((difference) => ({
          start,
          text: `The checkpoint lacks what the files before it do: ${difference}`,
          code: "",
          fixes: [],
        })),
        fixes: [{ message: "Remove the file and run: atlas migrate checkpoint" }],
      },
    ];
  },
};
