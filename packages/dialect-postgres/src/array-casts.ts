/**
 * The expression as it comes out once the server has read its own text again.
 *
 * `v IN ('a', 'b')` on a varchar is shown as `(ARRAY['a'::character varying, …])::text[]`. Reading this, the
 * parser casts each element by itself, and shows it so from then on: without this, a copy of a schema would
 * never equal the original. Views are shown with fewer parentheses.
 */
export function withSettledArrayCasts(expression: string): string {
  const settle = (elements: string, cast: (element: string) => string): string =>
    `ARRAY[${[...elements.matchAll(castLiteral)].map(([element]) => cast(element)).join(", ")}]`;
  return expression
    .replaceAll(castArray, (_whole, elements: string, type: string) =>
      settle(elements, (element) => `(${element})::${type}`),
    )
    .replaceAll(prettyCastArray, (_whole, elements: string, type: string) =>
      settle(elements, (element) => `${element}::${type}`),
    );
}

const literal = `'[^']*(?:''[^']*)*'::[a-z ]+(?:\\(\\d+\\))?`;
const castLiteral = new RegExp(literal, "g");
const list = `ARRAY\\[(${literal}(?:, ${literal})*)\\]`;
const castArray = new RegExp(`\\(${list}\\)::([a-z ]+)\\[\\]`, "g");
const prettyCastArray = new RegExp(`${list}::([a-z ]+)\\[\\]`, "g");
