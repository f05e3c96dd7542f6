import type {
  Model,
  ModelAttributes,
  ModelColumn,
  ModelForeignKey,
  ModelIndex,
  ModelObject,
  ModelTable,
} from "@atlas/core";
import { objectOf, type ObjectValue, type Value } from "@atlas/hcl";
import { absentValue, kindShapes } from "./kinds.ts";

/** Where an object is found: equal for one object in two models. */
export interface SubjectPath {
  readonly kind: string;
  readonly schema: string;
  /** The table or view it belongs to; empty: none. */
  readonly table: string;
  readonly name: string;
}

/** An object as rules see it. */
export interface Subject {
  readonly path: SubjectPath;
  /** What `self` stands for. */
  readonly self: ObjectValue;
  /** An attribute that is an object; `undefined`: there is none. */
  object(attribute: string): Subject | undefined;
  children(kind: string): readonly Subject[];
}

interface Draft {
  readonly path: SubjectPath;
  readonly values: Readonly<Record<string, Value>>;
  readonly attributes: ModelAttributes;
  readonly objects?: Readonly<Record<string, () => Subject | undefined>>;
  readonly children?: Readonly<Record<string, () => readonly Subject[]>>;
}

/** The objects of a model as rules see them. Each is made when it is first asked for. */
export class World {
  readonly #model: Model;
  readonly #made = new Map<object, Subject>();

  constructor(model: Model) {
    this.#model = model;
  }

  /** All objects of a kind, wherever they lie; columns are those of tables. */
  all(kind: string): readonly Subject[] {
    if (kind === "schema") return this.#schemas();
    const tables = this.#model.tables.map((table) => this.table(table));
    if (kind === "table") return tables;
    // Columns of views follow from their queries.
    const isOfTables = ["column", "foreign_key", "check"].includes(kind);
    if (isOfTables) return tables.flatMap((table) => table.children(kind));
    const others = this.#model.others.map((object) => this.#other(object));
    if (kind !== "index" && kind !== "arg") return others.filter(({ path }) => path.kind === kind);
    return [...tables, ...others].flatMap((holder) => holder.children(kind));
  }

  /** The object at a path; `undefined`: there is none. */
  find(path: SubjectPath): Subject | undefined {
    const isThis = (subject: Subject): boolean => samePath(subject.path, path);
    if (path.kind === "schema" || path.kind === "table" || path.table === "")
      return this.all(path.kind).find(isThis);
    const holders = [
      ...this.#model.tables
        .filter((table) => table.schema === path.schema && table.name === path.table)
        .map((table) => this.table(table)),
      ...this.#model.others
        .filter((object) => object.schema === path.schema && object.name === path.table)
        .map((object) => this.#other(object)),
    ];
    return holders.flatMap((holder) => holder.children(path.kind)).find(isThis);
  }

  table(table: ModelTable): Subject {
    const { schema, name, comment = "", attributes, isPartitioned } = table;
    return this.#keep(table, {
      path: { kind: "table", schema, table: "", name },
      values: { name, comment, partitioned: isPartitioned },
      attributes,
      objects: {
        schema: () => this.#schema(schema),
        primary_key: () => table.primaryKey && this.#index(table.primaryKey, table),
      },
      children: {
        column: () => table.columns.map((column) => this.#column(column, table)),
        index: () => table.indexes.map((index) => this.#index(index, table)),
        foreign_key: () => table.foreignKeys.map((key) => this.#foreignKey(key, table)),
        check: () =>
          table.checks.map((check) =>
            this.#keep(check, {
              path: { kind: "check", schema, table: name, name: check.name },
              values: {
                name: check.name,
                expr: check.expression,
                comment: check.comment ?? "",
                enforced: check.enforced,
                validated: check.validated,
              },
              attributes: {},
              objects: { table: () => this.table(table) },
            }),
          ),
        ...this.#belonging(schema, name, ["trigger", "policy", "permission"]),
      },
    });
  }

  #schemas(): readonly Subject[] {
    const names = new Set([
      ...this.#model.schemas.map(({ name }) => name),
      ...this.#model.tables.map(({ schema }) => schema),
    ]);
    return [...names].flatMap((name) => this.#schema(name) ?? []);
  }

  readonly #schemaKeys = new Map<string, object>();

  #schema(name: string): Subject | undefined {
    const known = this.#model.schemas.find((schema) => schema.name === name);
    const key = known ?? this.#schemaKeys.get(name) ?? {};
    if (!known) this.#schemaKeys.set(name, key);
    const kinds = kindShapes["schema"]?.children ?? [];
    return this.#keep(key, {
      path: { kind: "schema", schema: "", table: "", name },
      values: { name: name === "" ? (this.#model.bound ?? "") : name, comment: known?.comment ?? "" },
      attributes: known?.attributes ?? {},
      children: Object.fromEntries(
        kinds.map((kind) => [
          kind,
          () =>
            kind === "table"
              ? this.#model.tables.filter(({ schema }) => schema === name).map((table) => this.table(table))
              : this.#model.others
                  .filter((object) => object.kind === kind && object.schema === name)
                  .map((object) => this.#other(object)),
        ]),
      ),
    });
  }

  #column(column: ModelColumn, owner: ModelTable | ModelObject): Subject {
    const isTable = "primaryKey" in owner || "foreignKeys" in owner;
    const key = isTable ? owner.primaryKey : undefined;
    const { name, schema } = owner;
    return this.#keep(column, {
      path: { kind: "column", schema, table: name, name: column.name },
      values: {
        name: column.name,
        type: column.type,
        type_name: column.typeName,
        null: column.nullable,
        default: column.default ?? null,
        comment: column.comment ?? "",
        primary_key: key?.parts.some((part) => part.column === column.name) ?? false,
        generated: column.generated !== undefined,
        identity: column.identity,
        auto_increment: column.autoIncrement,
        collation: column.collation ?? "",
        charset: column.charset ?? "",
      },
      attributes: column.attributes,
      objects: isTable ? { table: () => this.table(owner) } : { view: () => this.#other(owner) },
      children: this.#belonging(schema, name, ["permission"], column.name),
    });
  }

  #index(index: ModelIndex, owner: ModelTable | ModelObject): Subject {
    const { name, unique, type = "btree", where = "", comment = "", constraint = "", attributes } = index;
    const parts = (): readonly Subject[] =>
      index.parts.map((part) =>
        this.#keep(part, {
          path: { kind: "part", schema: owner.schema, table: owner.name, name: part.column ?? "" },
          values: {
            column: part.column ?? "",
            expr: part.expression ?? "",
            desc: part.desc ?? false,
            prefix: part.prefix ?? null,
          },
          attributes: {},
          objects: { index: () => this.#index(index, owner) },
        }),
      );
    return this.#keep(index, {
      path: { kind: "index", schema: owner.schema, table: owner.name, name },
      values: { name, unique, type, where, comment, constraint, nulls_distinct: true },
      attributes,
      objects: { table: () => ("foreignKeys" in owner ? this.table(owner) : this.#other(owner)) },
      children: { part: parts, index_part: parts },
    });
  }

  #foreignKey(key: ModelForeignKey, table: ModelTable): Subject {
    const { name, onUpdate = "NO ACTION", onDelete = "NO ACTION", validated, attributes } = key;
    const target = this.#model.tables.find(
      (other) => other.schema === key.refSchema && other.name === key.refTable,
    );
    const columns = (of: ModelTable | undefined, names: readonly string[]): readonly Subject[] =>
      names.flatMap((wanted) => {
        const column = of?.columns.find((each) => each.name === wanted);
        return column && of ? [this.#column(column, of)] : [];
      });
    return this.#keep(key, {
      path: { kind: "foreign_key", schema: table.schema, table: table.name, name },
      values: { name, comment: "", on_update: onUpdate, on_delete: onDelete, validated },
      attributes,
      objects: {
        table: () => this.table(table),
        ref_table: () => (target ? this.table(target) : undefined),
      },
      children: {
        column: () => columns(table, key.columns),
        ref_column: () => columns(target, key.refColumns),
      },
    });
  }

  #other(object: ModelObject): Subject {
    const { kind, schema, name, table = "", attributes } = object;
    const holder = (): Subject | undefined => {
      if (table === "") return undefined;
      const found = this.#model.tables.find((one) => one.schema === schema && one.name === table);
      return found && this.table(found);
    };
    const view = (): Subject | undefined => {
      const found = this.#model.others.find(
        (one) => one.schema === schema && one.name === table && one.columns !== undefined,
      );
      return table === "" || !found ? undefined : this.#other(found);
    };
    return this.#keep(object, {
      path: { kind, schema, table, name },
      values: { name },
      attributes,
      objects: { schema: () => this.#schema(schema), table: holder, view },
      children: {
        column: () => (object.columns ?? []).map((column) => this.#column(column, object)),
        index: () => (object.indexes ?? []).map((index) => this.#index(index, object)),
        arg: () =>
          (object.arguments ?? []).map((arg) =>
            this.#keep(arg, {
              path: { kind: "arg", schema, table: name, name: arg.name },
              values: { name: arg.name, type: arg.type, mode: arg.mode, default: arg.default ?? null },
              attributes: {},
              objects: { [kind]: () => this.#other(object) },
            }),
          ),
        ...this.#belonging(schema, name, ["trigger", "permission"]),
      },
    });
  }

  #belonging(
    schema: string,
    name: string,
    kinds: readonly string[],
    column?: string,
  ): Readonly<Record<string, () => readonly Subject[]>> {
    const isOf = (object: ModelObject): boolean =>
      object.schema === schema &&
      (object.table === name || (object.kind === "permission" && object.attributes["target"] === name)) &&
      (column === undefined || object.attributes["column"] === column);
    return Object.fromEntries(
      kinds.map((kind) => [
        kind,
        () =>
          this.#model.others
            .filter((object) => object.kind === kind && isOf(object))
            .map((object) => this.#other(object)),
      ]),
    );
  }

  #keep(key: object, draft: Draft): Subject {
    const known = this.#made.get(key);
    if (known) return known;
    const made = subjectOf(draft);
    this.#made.set(key, made);
    return made;
  }
}

function samePath(one: SubjectPath, other: SubjectPath): boolean {
  return (
    one.name === other.name &&
    one.kind === other.kind &&
    one.table === other.table &&
    one.schema === other.schema
  );
}

function subjectOf({ path, values, attributes, objects = {}, children = {} }: Draft): Subject {
  let self: ObjectValue | undefined;
  const shape = kindShapes[path.kind];
  const attrs = (): readonly Subject[] =>
    Object.entries(attributes).map(([name, value]) =>
      subjectOf({
        path: { kind: "attr", schema: path.schema, table: path.name, name },
        values: { name, value },
        attributes: {},
      }),
    );
  return {
    path,
    get self(): ObjectValue {
      self ??= selfOf({ path, values, attributes, objects }, shape?.values ?? []);
      return self;
    },
    object: (attribute) => objects[attribute]?.(),
    children: (kind) => (kind === "attr" ? attrs() : (children[kind]?.() ?? [])),
  };
}

/** All that is known of an object, what is not said included; objects that hold it, without what they hold. */
function selfOf({ path, values, attributes, objects = {} }: Draft, known: readonly string[]): ObjectValue {
  const fields = new Map<string, Value>([
    ...known.map((name): [string, Value] => [name, absentValue(name)]),
    ...Object.entries(attributes),
    ...Object.entries(values),
  ]);
  for (const [name, object] of Object.entries(objects)) {
    const held = object();
    // A key of a table would lead back to the table.
    const isOwn = held && path.kind === "table" && name === "primary_key";
    fields.set(name, held ? (isOwn ? objectOf([["name", held.path.name]]) : held.self) : null);
  }
  return { kind: "object", fields };
}
