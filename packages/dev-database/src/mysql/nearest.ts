import { numbersOf } from "./flavour.ts";

/**
 * The one whose version is nearest to the wanted: of the same series before the same major before the nearest major;
 * the newer of two that are as near.
 *
 * @param wanted - `8`, `8.4`, `10.11.6`; `undefined`: the newest.
 */
export function nearest<B extends { readonly version: string }>(
  builds: readonly B[],
  wanted: string | undefined,
): B | undefined {
  const numbers = numbersOf(wanted ?? "");
  return builds.toSorted((a, b) => compare(distances(a, numbers), distances(b, numbers)) || newer(a, b))[0];
}

/** Whether a version is what was asked for, as far as that says: `9.7.4` is `9` and `9.7`, not `9.6`. */
export function fits(version: string, wanted: string): boolean {
  const numbers = numbersOf(version);
  return numbersOf(wanted).every((number, index) => numbers[index] === number);
}

/** How far each number of the version is from the wanted one, up to the first that differs. */
function distances({ version }: { readonly version: string }, wanted: readonly number[]): readonly number[] {
  const numbers = numbersOf(version);
  const all = wanted.map((number, index) => Math.abs((numbers[index] ?? 0) - number));
  const first = all.findIndex((distance) => distance > 0);
  return first === -1 ? all : all.slice(0, first + 1);
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (const [index, distance] of a.entries()) {
    const difference = distance - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function newer(a: { readonly version: string }, b: { readonly version: string }): number {
  return -compare(numbersOf(a.version), numbersOf(b.version));
}
