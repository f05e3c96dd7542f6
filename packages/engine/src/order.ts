import { AtlasError, type DraftStep, type Place, type Ref, refKey } from "@atlas/core";

/** The steps of one object; they keep their order among themselves. */
export interface StepGroup {
  readonly object: Ref;
  readonly steps: readonly DraftStep[];
}

export type Ordered =
  | { readonly ok: true; readonly steps: readonly DraftStep[] }
  /** The objects whose steps depend on each other in a circle. */
  | { readonly ok: false; readonly circle: readonly Ref[] };

/**
 * Puts steps in an order in which each finds what it needs, close to the order they came in.
 *
 * One graph: a step follows those that create what it needs, a drop follows those that let go of what it
 * drops, a creation follows the drop of its namesake. What a step prefers comes first where that makes no circle.
 * Emitted depth first in the order given, so what does not depend on each other stays put.
 */
export function orderSteps(groups: readonly StepGroup[]): Ordered {
  const graph = new Graph(groups);
  const circle = graph.circle();
  if (circle) return { ok: false, circle };
  graph.heedPreferences();
  return { ok: true, steps: graph.sorted() };
}

/** Objects whose statements need each other. */
export class CircleError extends AtlasError {
  readonly circle: readonly Ref[];

  /** @param place - where the first of them is declared. */
  constructor(circle: readonly Ref[], place?: Place) {
    const names = circle.map((ref) => `${ref.kind} ${ref.name}`).toSorted();
    super("E_PLAN_CYCLE", `these depend on each other in a circle: ${names.join(", ")}`, {
      details: { objects: names },
      hint: "Break the circle in the schema, or make the change in two runs.",
      ...(place && { place }),
    });
    this.circle = circle;
  }
}

interface Node {
  readonly step: DraftStep;
  readonly group: number;
  readonly index: number;
  readonly before: Set<number>;
}

class Graph {
  readonly #nodes: readonly Node[];
  readonly #groups: readonly StepGroup[];

  constructor(groups: readonly StepGroup[]) {
    this.#groups = groups;
    let index = 0;
    this.#nodes = groups.flatMap((group, number) =>
      group.steps.map((step): Node => ({ step, group: number, index: index++, before: new Set() })),
    );
    this.#connect();
  }

  #connect(): void {
    const creators = indexBy(this.#nodes, (step) => step.creates);
    const droppers = indexBy(this.#nodes, (step) => step.drops);
    for (const node of this.#nodes) {
      const previous = this.#nodes[node.index - 1];
      if (previous && previous.group === node.group) node.before.add(previous.index);
      for (const ref of node.step.needs)
        for (const other of touching(creators, ref))
          if (other.group !== node.group) node.before.add(other.index);
      // Where nothing is dropped nothing waits for a drop: keys cost more than all the rest.
      if (droppers.size === 0) continue;
      for (const ref of node.step.releases)
        for (const other of touching(droppers, ref))
          if (other.group !== node.group) other.before.add(node.index);
      // Kinds may share a namespace: what replaces a view by a table waits for the view to go.
      for (const ref of node.step.creates)
        for (const other of droppers.get(
          ref.table === undefined ? wholeKey(ref.schema, ref.name) : refKey(ref),
        ) ?? [])
          if (other.group !== node.group) node.before.add(other.index);
    }
  }

  /** The objects that stand in circles; `undefined`: there is none. */
  circle(): readonly Ref[] | undefined {
    const found = new Set(
      components(this.#nodes, (node) => node.before)
        .filter((component) => component.length > 1)
        .flatMap((component) => component.map((index) => this.#nodes[index]?.group ?? -1)),
    );
    if (found.size === 0) return undefined;
    return [...found].toSorted((a, b) => a - b).flatMap((group) => this.#groups[group]?.object ?? []);
  }

  /** Adds what is preferred, as far as it makes no circle. There must be none before. */
  heedPreferences(): void {
    const wishes = this.#wishes();
    if (wishes.size === 0) return;
    const together = components(this.#nodes, (node) => [...node.before, ...(wishes.get(node.index) ?? [])]);
    const componentOf = new Int32Array(this.#nodes.length);
    together.forEach((members, number) => {
      for (const member of members) componentOf[member] = number;
    });
    for (const [index, wanted] of wishes)
      for (const other of wanted) {
        // Between components there are no circles; within one each wish is tried.
        const isFree = componentOf[index] !== componentOf[other];
        if (isFree || !this.#reaches(other, index, componentOf)) this.#nodes[index]?.before.add(other);
      }
  }

  /** Steps that create, or change a part of, what a step prefers, by the index of that step. */
  #wishes(): ReadonlyMap<number, ReadonlySet<number>> {
    const wishes = new Map<number, Set<number>>();
    const wishing = this.#nodes.filter(({ step }) => (step.prefers ?? []).length > 0);
    if (wishing.length === 0) return wishes;
    const creators = indexBy(this.#nodes, (step) => step.creates);
    const ofParts = new Map<string, Node[]>();
    for (const node of this.#nodes)
      for (const { schema, table } of node.step.creates) {
        if (table === undefined) continue;
        const list = ofParts.get(wholeKey(schema, table));
        if (list) list.push(node);
        else ofParts.set(wholeKey(schema, table), [node]);
      }
    for (const node of wishing)
      for (const ref of node.step.prefers ?? [])
        for (const other of [
          ...touching(creators, ref),
          ...(ref.table === undefined ? (ofParts.get(wholeKey(ref.schema, ref.name)) ?? []) : []),
        ]) {
          if (other.group === node.group || node.before.has(other.index)) continue;
          const set = wishes.get(node.index);
          if (set) set.add(other.index);
          else wishes.set(node.index, new Set([other.index]));
        }
    return wishes;
  }

  /** Whether one step has to come after another. */
  #reaches(from: number, target: number, componentOf: Int32Array): boolean {
    const seen = new Set([from]);
    const open = [from];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at === target) return true;
      for (const next of this.#nodes[at]?.before ?? [])
        if (componentOf[next] === componentOf[target] && !seen.has(next)) {
          seen.add(next);
          open.push(next);
        }
    }
    return false;
  }

  sorted(): readonly DraftStep[] {
    const turns = turnsOf(this.#nodes);
    let turn = 0;
    const emitted = new Uint8Array(this.#nodes.length);
    const finished = new Uint8Array(this.#nodes.length);
    const result: DraftStep[] = [];
    /** A step, and those behind it of the same object that wait for nothing more: a table with its indexes. */
    const finish = (node: Node): void => {
      for (let next: Node | undefined = node; next; next = this.#nodes[next.index + 1]) {
        if (next !== node) {
          if (next.group !== node.group || emitted[next.index] || (turns[next.index] ?? 0) > turn) return;
          for (const before of next.before) if (!finished[before]) return;
        }
        emitted[next.index] = finished[next.index] = 1;
        result.push(next.step);
      }
    };
    const inTurns = [0, 1, 2].flatMap((at) => this.#nodes.filter(({ index }) => turns[index] === at));
    for (const root of inTurns) {
      if (emitted[root.index]) continue;
      turn = turns[root.index] ?? 0;
      const work = [{ node: root, edges: ascending(root.before) }];
      emitted[root.index] = 1;
      while (work.length > 0) {
        const top = work.at(-1);
        if (!top) break;
        const edge = top.edges.next();
        if (edge.done) {
          work.pop();
          finish(top.node);
          continue;
        }
        const next = this.#nodes[edge.value];
        if (!next || emitted[next.index]) continue;
        emitted[next.index] = 1;
        work.push({ node: next, edges: ascending(next.before) });
      }
    }
    return result;
  }
}

/**
 * Where something is away for a while, steps that end a transaction stand around that: those that a group starts with
 * have the first turn, and those after its others, with what follows them, the last. Elsewhere all have one turn.
 */
function turnsOf(nodes: readonly Node[]): Uint8Array {
  const turns = new Uint8Array(nodes.length);
  if (!nodes.some(({ step }) => step.suspends)) return turns;
  let turn = 0;
  for (const [at, { step, group }] of nodes.entries()) {
    if (nodes[at - 1]?.group !== group) turn = 0;
    const endsTransaction = !step.transactional || step.apart === true;
    if (turn === 0 ? !endsTransaction : turn === 1 && endsTransaction) turn++;
    turns[at] = turn;
  }
  return turns;
}

/** Strongly connected components, each with what it depends on before it. Tarjan's, iteratively. */
function components(
  nodes: readonly Node[],
  edgesOf: (node: Node) => Iterable<number>,
): readonly (readonly number[])[] {
  const order = new Int32Array(nodes.length).fill(-1);
  const low = new Int32Array(nodes.length);
  const onStack = new Uint8Array(nodes.length);
  const stack: number[] = [];
  const found: (readonly number[])[] = [];
  let counter = 0;
  for (const root of nodes) {
    if (order[root.index] !== -1) continue;
    const work = [{ node: root, edges: edgesOf(root)[Symbol.iterator]() }];
    order[root.index] = low[root.index] = counter++;
    stack.push(root.index);
    onStack[root.index] = 1;
    while (work.length > 0) {
      const top = work.at(-1);
      if (!top) break;
      const at = top.node.index;
      const edge = top.edges.next();
      if (!edge.done) {
        const next = nodes[edge.value];
        if (!next) continue;
        if (order[next.index] === -1) {
          order[next.index] = low[next.index] = counter++;
          stack.push(next.index);
          onStack[next.index] = 1;
          work.push({ node: next, edges: edgesOf(next)[Symbol.iterator]() });
        } else if (onStack[next.index]) low[at] = Math.min(low[at] ?? 0, order[next.index] ?? 0);
        continue;
      }
      work.pop();
      const parent = work.at(-1)?.node.index;
      if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[at] ?? 0);
      if (low[at] === order[at]) {
        const component = stack.splice(stack.lastIndexOf(at));
        for (const member of component) onStack[member] = 0;
        found.push(component);
      }
    }
  }
  return found;
}

function ascending(indexes: ReadonlySet<number>): ArrayIterator<number> {
  return [...indexes].sort((a, b) => a - b).values();
}

function indexBy(nodes: readonly Node[], refs: (step: DraftStep) => readonly Ref[]): Map<string, Node[]> {
  const map = new Map<string, Node[]>();
  const add = (key: string, node: Node): void => {
    const list = map.get(key);
    if (list) list.push(node);
    else map.set(key, [node]);
  };
  for (const node of nodes)
    for (const ref of refs(node.step)) {
      add(refKey(ref), node);
      if (ref.table === undefined) add(wholeKey(ref.schema, ref.name), node);
    }
  return map;
}

/** Steps that create or drop a ref itself, or the object that it is a part of. */
function touching(map: ReadonlyMap<string, readonly Node[]>, ref: Ref): readonly Node[] {
  const exact = map.get(refKey(ref)) ?? [];
  if (ref.table === undefined) return exact;
  return [...exact, ...(map.get(wholeKey(ref.schema, ref.table)) ?? [])];
}

function wholeKey(schema: string, name: string): string {
  return JSON.stringify([schema, name]);
}
