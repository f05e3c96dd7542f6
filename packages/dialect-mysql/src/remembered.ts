/** The same answers without asking twice: a schema has thousands of columns, and few texts of their types. */
export function remembered<Answer>(answer: (text: string) => Answer): (text: string) => Answer {
  const known = new Map<string, Answer>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found;
    // What is never forgotten must not grow for ever.
    if (known.size >= 1000) known.clear();
    const made = answer(text);
    known.set(text, made);
    return made;
  };
}
