/** The name the server chooses: `range` becomes `multirange`, else `_multirange` is put behind. */
export function multirangeName(range: string): string {
  return range.includes("range") ? range.replace("range", "multirange") : `${range}_multirange`;
}
