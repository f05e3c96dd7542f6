import { spend } from "../work.ts";
import type { Instruction } from "./program.ts";
import type { Assertion } from "./syntax.ts";

/** Where a match and its groups begin and end, in UTF-16 units; -1: the group took no part. */
export type Slots = readonly number[];

/** A way through the pattern, as far as it has come. */
interface Thread {
  readonly at: number;
  readonly slots: Slots;
}

/**
 * Runs the program of a pattern over a text: the leftmost match, and of those the one that the pattern prefers, as
 * Perl would find it. All ways are followed side by side and none twice, so that the time is at most the length of
 * the text times that of the program, whatever the pattern.
 *
 * @param options.from - where a match may begin, in UTF-16 units.
 * @param options.isEnough - any match will do: it stops at the first that it sees.
 */
export function runProgram(
  program: readonly Instruction[],
  text: string,
  { from, isEnough }: { readonly from: number; readonly isEnough: boolean },
): Slots | undefined {
  const seen = new Int32Array(program.length).fill(-1);
  let threads: readonly Thread[] = [];
  let found: Slots | undefined;
  for (let place = from; ;) {
    const here: Thread[] = [];
    for (const thread of threads) follow(thread, here, { program, seen, text, place });
    if (!found) follow({ at: 0, slots: [place] }, here, { program, seen, text, place });
    spend(1 + here.length);
    const codePoint = text.codePointAt(place);
    const moved: Thread[] = [];
    for (const { at, slots } of here) {
      const instruction = program[at];
      if (instruction?.type === "match") {
        found = withSlot(slots, 1, place);
        // Those behind it are liked less.
        break;
      }
      if (codePoint !== undefined && instruction?.type === "character" && instruction.test(codePoint))
        moved.push({ at: at + 1, slots });
    }
    if (codePoint === undefined || (found && (isEnough || moved.length === 0))) return found;
    threads = moved;
    place += codePoint > 0xffff ? 2 : 1;
  }
}

interface Surroundings {
  readonly program: readonly Instruction[];
  /** By instruction, the place at which a thread was there last. */
  readonly seen: Int32Array;
  readonly text: string;
  readonly place: number;
}

/** Takes a thread to all instructions that read a character or end, without reading one. */
function follow(start: Thread, into: Thread[], { program, seen, text, place }: Surroundings): void {
  const waiting: Thread[] = [start];
  for (let thread = waiting.pop(); thread; thread = waiting.pop()) {
    const { at, slots } = thread;
    const instruction = program[at];
    if (!instruction || seen[at] === place) continue;
    seen[at] = place;
    switch (instruction.type) {
      case "jump":
        waiting.push({ at: instruction.to, slots });
        break;
      case "split":
        waiting.push({ at: instruction.second, slots }, { at: instruction.first, slots });
        break;
      case "save":
        waiting.push({ at: at + 1, slots: withSlot(slots, instruction.slot, place) });
        break;
      case "assertion":
        if (holds(instruction.assertion, text, place)) waiting.push({ at: at + 1, slots });
        break;
      case "character":
      case "match":
        into.push(thread);
    }
  }
}

function withSlot(slots: Slots, slot: number, place: number): Slots {
  const changed = slots.slice();
  while (changed.length <= slot) changed.push(-1);
  changed[slot] = place;
  return changed;
}

function holds(assertion: Assertion, text: string, place: number): boolean {
  switch (assertion) {
    case "textStart":
      return place === 0;
    case "textEnd":
      return place === text.length;
    case "lineStart":
      return place === 0 || text[place - 1] === "\n";
    case "lineEnd":
      return place === text.length || text[place] === "\n";
    case "edge":
      return isEdge(text, place);
    case "noEdge":
      return !isEdge(text, place);
  }
}

function isEdge(text: string, place: number): boolean {
  return /\w/.test(text[place - 1] ?? "") !== /\w/.test(text[place] ?? "");
}
