/**
 * What is made of an object, made once: for as long as the object is in use, and only good for objects that nobody
 * changes.
 */
export function perObject<O extends object, T>(make: (object: O) => T): (object: O) => T {
  const made = new WeakMap<O, { readonly value: T }>();
  return (object) => {
    const known = made.get(object) ?? { value: make(object) };
    made.set(object, known);
    return known.value;
  };
}
