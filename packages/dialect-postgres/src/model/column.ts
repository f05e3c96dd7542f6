import type { ModelColumn, SchemaObject } from "@atlas/core";
import type { Column } from "../kinds/table/model.ts";
import { printedType } from "../kinds/table/sequences.ts";
import { qualified } from "../text.ts";
import { commentOf, known, storageParameters } from "./attributes.ts";
import { readableType, typeParts } from "./types.ts";

/** Base types of domains by schema and name, as a column's `typeRef` names them. */
export type BaseTypes = ReadonlyMap<string, string>;

/** What the domains of a state stand for; a domain over another for the type below both. */
export function baseTypes(objects: readonly SchemaObject[]): BaseTypes {
  const direct = new Map<string, string>();
  const below = new Map<string, string>();
  for (const object of objects) {
    if (object.kind !== "domain") continue;
    const domain = object as SchemaObject & BaseOf; // Only the domain kind makes objects of this kind.
    direct.set(typeKey(domain), domain.type);
    if (domain.typeRef?.kind === "domain" && !domain.type.endsWith("[]"))
      below.set(typeKey(domain), typeKey(domain.typeRef));
  }
  return new Map(
    [...direct.keys()].map((key) => {
      let last = key;
      // The server lets no domain stand on itself.
      for (let next = below.get(last); next !== undefined; next = below.get(last)) last = next;
      return [key, direct.get(last) ?? ""];
    }),
  );
}

interface BaseOf {
  readonly type: string;
  readonly typeRef?: { readonly kind: string; readonly schema: string; readonly name: string };
}

function typeKey({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return JSON.stringify([schema, name]);
}

/** @param schema - of its table: the sequence of a serial column lies there. */
export function modelColumn(column: Column, schema: string, bases: BaseTypes): ModelColumn {
  const { serial, identity, generated, typeRef } = column;
  const isArray = column.type.endsWith("[]");
  const base = typeRef?.kind === "domain" && !isArray ? bases.get(typeKey(typeRef)) : undefined;
  const nextValue = serial && `nextval('${qualified({ schema, name: serial.sequence })}'::regclass)`;
  const preset = column.default ?? nextValue;
  return {
    name: column.name,
    ...typeParts(printedType(column)),
    nullable: !column.notNull,
    ...(preset !== undefined && { default: preset }),
    ...(generated && {
      generated: { expression: generated.expression, stored: generated.kind === "stored" },
    }),
    identity: identity !== undefined,
    autoIncrement: serial !== undefined,
    ...(column.collation !== undefined && { collation: readableType(column.collation) }),
    ...commentOf(column),
    attributes: {
      ...storageParameters(column.options),
      ...known({
        // Of a user type: `enum`, `domain`, `composite`, `range` …
        type_kind: typeRef?.kind,
        base_type: base === undefined ? undefined : readableType(base),
        serial_type: serial && column.type,
        identity_generation: identity?.generation,
        sequence: (identity ?? serial) && JSON.stringify(identity ?? serial),
        storage: column.storage,
        compression: column.compression,
        statistics: column.statistics,
        not_null_validated: column.notNullNotValid ? false : undefined,
        not_null_no_inherit: column.notNullNoInherit,
        inherited: column.inherited === "only" ? true : undefined,
      }),
    },
  };
}
