/** What tests show of items, by id: the files that do. */
export class Evidence {
  readonly #works = new Map<string, Set<string>>();
  readonly #refused = new Map<string, Set<string>>();

  /** A test that passes uses it. */
  works(id: string, file: string): void {
    note(this.#works, id, file);
  }

  /** A test shows that it is refused, or said to have no effect. */
  refused(id: string, file: string): void {
    note(this.#refused, id, file);
  }

  worksIn(id: string): readonly string[] {
    return [...(this.#works.get(id) ?? [])].toSorted();
  }

  /** What is refused takes all with it that lies within: the flags of a command, the attributes of a block. */
  refusedIn(id: string): readonly string[] {
    const files = [...this.#refused]
      .filter(([known]) => id === known || isWithin(id, known))
      .flatMap(([, found]) => [...found]);
    return [...new Set(files)].toSorted();
  }
}

function isWithin(id: string, outer: string): boolean {
  const command = /^command (.+)$/.exec(outer)?.[1];
  if (command !== undefined)
    return ["command", "flag", "template"].some((kind) => id.startsWith(`${kind} ${command} `));
  return id.startsWith(`${outer}.`);
}

function note(map: Map<string, Set<string>>, id: string, file: string): void {
  const files = map.get(id);
  if (files) files.add(file);
  else map.set(id, new Set([file]));
}
