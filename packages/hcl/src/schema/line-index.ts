import type { Place } from "@atlas/core";
import type { Source } from "../problem.ts";

/** Places in one text, each found in a few steps however long the text is. */
export class LineIndex {
  readonly #source: Source;
  /** Offsets at which lines begin; made when a place is first asked for. */
  #starts: readonly number[] | undefined;

  constructor(source: Source) {
    this.#source = source;
  }

  /** As `placeOf` tells it. */
  placeOf(offset: number): Place {
    const starts = (this.#starts ??= lineStarts(this.#source.text));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    const before = this.#source.text.slice(starts[low] ?? 0, offset).replace(/^\uFEFF/, "");
    return { file: this.#source.name, line: low + 1, column: Array.from(before).length + 1 };
  }
}

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}
