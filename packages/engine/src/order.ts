import { AtlasError, type DraftStep, type Ref, refKey } from "@atlas/core";

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
 * drops, a creation follows the drop of its namesake. Emitted depth first in the order given, so what does
 * not depend on each other stays put.
 */
export function orderSteps(groups: readonly StepGroup[]): Ordered {
  const graph = new Graph(groups);
  const circle = graph.circle();
  return circle ? { ok: false, circle } : { ok: true, steps: graph.sorted() };
}

export function circleError(circle: readonly Ref[]): AtlasError {
  const names = circle.map((ref) => `${ref.kind} ${ref.name}`).toSorted();
  return new AtlasError("E_PLAN_CYCLE", `these depend on each other in a circle: ${names.join(", ")}`, {
    details: { objects: names },
    hint: "Break the circle in the schema, or make the change in two runs.",
  });
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

  /** The objects of the first circle found; `undefined`: there is none. Tarjan's components, iteratively. */
  circle(): readonly Ref[] | undefined {
    const order = new Int32Array(this.#nodes.length).fill(-1);
    const low = new Int32Array(this.#nodes.length);
    const onStack = new Uint8Array(this.#nodes.length);
    const stack: number[] = [];
    const found = new Set<number>();
    let counter = 0;
    for (const root of this.#nodes) {
      if (order[root.index] !== -1) continue;
      const work = [{ node: root, edges: root.before.values() }];
      order[root.index] = low[root.index] = counter++;
      stack.push(root.index);
      onStack[root.index] = 1;
      while (work.length > 0) {
        const top = work.at(-1);
        if (!top) break;
        const at = top.node.index;
        const edge = top.edges.next();
        if (!edge.done) {
          const next = this.#nodes[edge.value];
          if (!next) continue;
          if (order[next.index] === -1) {
            order[next.index] = low[next.index] = counter++;
            stack.push(next.index);
            onStack[next.index] = 1;
            work.push({ node: next, edges: next.before.values() });
          } else if (onStack[next.index]) low[at] = Math.min(low[at] ?? 0, order[next.index] ?? 0);
          continue;
        }
        work.pop();
        const parent = work.at(-1)?.node.index;
        if (parent !== undefined) low[parent] = Math.min(low[parent] ?? 0, low[at] ?? 0);
        if (low[at] === order[at]) {
          const component = stack.splice(stack.lastIndexOf(at));
          for (const member of component) onStack[member] = 0;
          if (component.length > 1)
            for (const member of component) found.add(this.#nodes[member]?.group ?? -1);
        }
      }
    }
    if (found.size === 0) return undefined;
    return [...found].toSorted((a, b) => a - b).flatMap((group) => this.#groups[group]?.object ?? []);
  }

  sorted(): readonly DraftStep[] {
    const emitted = new Uint8Array(this.#nodes.length);
    const result: DraftStep[] = [];
    for (const root of this.#nodes) {
      if (emitted[root.index]) continue;
      const work = [{ node: root, edges: ascending(root.before) }];
      emitted[root.index] = 1;
      while (work.length > 0) {
        const top = work.at(-1);
        if (!top) break;
        const edge = top.edges.next();
        if (edge.done) {
          work.pop();
          result.push(top.node.step);
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
