import type { Model } from "@atlas/core";
import type { LintFile, LintStatement } from "../analyzer.ts";
import type { ModelChange, TableChange } from "../change.ts";
import type { ChangeVerb, Rule, RuleSet, Target } from "./rule-set.ts";
import { type Subject, type SubjectPath, World } from "./subjects.ts";

/** An object that is against a rule. */
export interface RuleFinding {
  readonly subject: SubjectPath;
  readonly text: string;
}

/** What rules about states have against a model, by rule; those that nothing is against are left out. */
export function stateFindings(
  set: RuleSet,
  model: Model,
): readonly { readonly rule: Rule; readonly findings: readonly RuleFinding[] }[] {
  const world = new World(model);
  return set.rules.flatMap((rule) => {
    const findings = rule.targets.flatMap((target) => against(target, world.all(target.kind), set));
    return findings.length === 0 ? [] : [{ rule, findings }];
  });
}

/** What rules have against a file, by rule, with the statements. Rules about states see what the file touches. */
export function fileFindings(
  set: RuleSet,
  file: LintFile,
): readonly {
  readonly rule: Rule;
  readonly findings: readonly (RuleFinding & { readonly start: number })[];
}[] {
  const worlds = new Map<Model, World>();
  const worldOf = (model: Model): World => {
    const known = worlds.get(model) ?? new World(model);
    worlds.set(model, known);
    return known;
  };
  const events = file.statements.flatMap((statement) => eventsOf(statement, worldOf));
  const touched = touchedBy(events, worldOf(file.to));
  return set.rules.flatMap((rule) => {
    const ofStates = rule.targets.flatMap((target) =>
      touched.flatMap(({ subject, start }) =>
        subject.path.kind === target.kind
          ? against(target, [subject], set).map((finding) => ({ ...finding, start }))
          : [],
      ),
    );
    const ofChanges = rule.changes.flatMap(({ verb, target }) =>
      events.flatMap((event) =>
        event.verb === verb && event.subject.path.kind === target.kind
          ? against(target, [event.subject], set, event.from).map((finding) => ({
              ...finding,
              start: event.start,
            }))
          : [],
      ),
    );
    const findings = [...ofStates, ...ofChanges].toSorted((a, b) => a.start - b.start);
    return findings.length === 0 ? [] : [{ rule, findings }];
  });
}

function against(
  target: Target,
  subjects: readonly Subject[],
  set: RuleSet,
  from?: Subject,
): readonly RuleFinding[] {
  return subjects.flatMap((subject) => {
    const at = { subject, variables: set.variables, from };
    if (!target.matches(at)) return [];
    return [
      ...target.asserts.flatMap(({ holds, message }) =>
        holds(at) ? [] : [{ subject: subject.path, text: message(at) }],
      ),
      ...target.inner.flatMap((inner) => against(inner, subject.children(inner.kind), set)),
    ];
  });
}

/** What a statement did to one object. */
interface Event {
  readonly verb: ChangeVerb;
  /** As it is afterwards; of what is dropped, as it was. */
  readonly subject: Subject;
  readonly from?: Subject | undefined;
  readonly start: number;
}

function eventsOf(
  { start, changes, from, to }: LintStatement,
  worldOf: (model: Model) => World,
): readonly Event[] {
  const [before, after] = [worldOf(from), worldOf(to)];
  const event = (
    verb: ChangeVerb,
    old: SubjectPath | undefined,
    fresh: SubjectPath | undefined,
  ): readonly Event[] => {
    const was = old && before.find(old);
    const subject = fresh ? after.find(fresh) : was;
    return subject ? [{ verb, subject, from: fresh && was, start }] : [];
  };
  return changes.flatMap((change): readonly Event[] => {
    const [old, fresh] = pathsOf(change);
    const verb = verbOf(change.type);
    const own = event(verb, old, fresh);
    if (change.type === "modify_table")
      return [...own, ...change.changes.flatMap((inner) => partEvent(inner, change, event))];
    if (change.type === "drop_schema")
      return [
        ...own,
        ...change.tables.flatMap(({ schema, name }) =>
          event("drop", pathOf("table", schema, name), undefined),
        ),
      ];
    if (change.type !== "add_table") return own;
    const parts = ["column", "index", "foreign_key", "check"].flatMap(
      (kind) => own[0]?.subject.children(kind) ?? [],
    );
    return [...own, ...parts.map((subject): Event => ({ verb: "add", subject, start }))];
  });
}

function verbOf(type: string): ChangeVerb {
  const word = type.split("_", 1)[0];
  return word === "add" || word === "drop" || word === "rename" ? word : "modify";
}

function partEvent(
  inner: TableChange,
  { from, to }: ModelChange & { readonly type: "modify_table" },
  event: (verb: ChangeVerb, old: SubjectPath | undefined, fresh: SubjectPath | undefined) => readonly Event[],
): readonly Event[] {
  const kind = inner.type.replace(/^[a-z]+_/, "");
  if (!("part" in inner) && !("from" in inner)) return [];
  // The key of a table is an index without a place of its own.
  if (kind === "primary_key") return [];
  const verb = verbOf(inner.type);
  const old = "from" in inner ? inner.from.name : verb === "drop" ? inner.part.name : undefined;
  const fresh = "to" in inner ? inner.to.name : verb === "add" ? inner.part.name : undefined;
  return event(
    verb,
    old === undefined ? undefined : { kind, schema: from.schema, table: from.name, name: old },
    fresh === undefined ? undefined : { kind, schema: to.schema, table: to.name, name: fresh },
  );
}

function pathOf(kind: string, schema: string, name: string, table = ""): SubjectPath {
  return { kind, schema, table, name };
}

/** The paths before and after. */
function pathsOf(change: ModelChange): readonly [SubjectPath | undefined, SubjectPath | undefined] {
  switch (change.type) {
    case "add_schema":
      return [undefined, pathOf("schema", "", change.schema.name)];
    case "drop_schema":
      return [pathOf("schema", "", change.schema.name), undefined];
    case "modify_schema":
      return [pathOf("schema", "", change.from.name), pathOf("schema", "", change.to.name)];
    case "add_table":
      return [undefined, pathOf("table", change.table.schema, change.table.name)];
    case "drop_table":
      return [pathOf("table", change.table.schema, change.table.name), undefined];
    case "rename_table":
    case "modify_table":
      return [
        pathOf("table", change.from.schema, change.from.name),
        pathOf("table", change.to.schema, change.to.name),
      ];
    case "add_object":
    case "drop_object": {
      const { kind, schema, name, table } = change.object;
      const path = pathOf(kind, schema, name, table);
      return change.type === "add_object" ? [undefined, path] : [path, undefined];
    }
    default: {
      // Renames of objects carry both sides, too.
      const { from, to } = change;
      return [
        pathOf(from.kind, from.schema, from.name, from.table),
        pathOf(to.kind, to.schema, to.name, to.table),
      ];
    }
  }
}

/** What the file made or changed and is there at its end, at the last statement that did so. */
function touchedBy(events: readonly Event[], world: World): readonly { subject: Subject; start: number }[] {
  const touched = new Map<string, { readonly path: SubjectPath; readonly start: number }>();
  for (const { verb, subject, start } of events) {
    if (verb === "drop") continue;
    const { kind, schema, table, name } = subject.path;
    const key = JSON.stringify([kind, schema, table, name]);
    touched.delete(key);
    touched.set(key, { path: subject.path, start });
  }
  return [...touched.values()].flatMap(({ path, start }) => {
    const subject = world.find(path);
    return subject ? [{ subject, start }] : [];
  });
}
