import { refKey, refOf, type State } from "@atlas/core";

/** A state in which what is as it was before is the very same object: nothing need be made of it again. */
export function keeping(before: State, now: State): State {
  const known = new Map(before.objects.map((object) => [refKey(refOf(object)), object]));
  const objects = now.objects.map((object) => {
    const old = known.get(refKey(refOf(object)));
    return old !== undefined && isEqual(old, object) ? old : object;
  });
  return { ...now, objects };
}

/** Of plain data whose members are written in one order; a member that is `undefined` is one. */
function isEqual(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null) return false;
  if (Array.isArray(one) || Array.isArray(other)) {
    if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
    for (let at = 0; at < one.length; at++) if (!isEqual(one[at], other[at])) return false;
    return true;
  }
  const left = one as Readonly<Record<string, unknown>>; // Any object has members by name.
  const right = other as Readonly<Record<string, unknown>>; // As above.
  let members = 0;
  for (const name in left) {
    if (!(name in right) || !isEqual(left[name], right[name])) return false;
    members++;
  }
  for (const _ in right) members--;
  return members === 0;
}
