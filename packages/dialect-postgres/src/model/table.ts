import type { ModelAttributes, ModelCheck, ModelForeignKey, ModelIndex, ModelTable } from "@atlas/core";
import { partSql } from "../kinds/table/indexes.ts";
import type {
  Check,
  Deferrable,
  Exclusion,
  ForeignKey,
  Index,
  IndexPart,
  Key,
  Table,
} from "../kinds/table/model.ts";
import { partitionKeySql } from "../kinds/table/partition.ts";
import { commentOf, known, listText, storageParameters } from "./attributes.ts";
import { type BaseTypes, modelColumn } from "./column.ts";

/**
 * A table with its parts. What a partition only has because its table has it is left out, but for the primary key:
 * whoever asks for one is to find it; it is marked as `inherited`.
 */
export function modelTable(table: Table, bases: BaseTypes): ModelTable {
  const ofParents = table.fromParents?.find(({ part }) => part.kind === "primary_key")?.part;
  const inherited = ofParents?.kind === "primary_key" ? ofParents : undefined;
  const primaryKey = table.primaryKey ?? inherited;
  return {
    schema: table.schema,
    name: table.name,
    ...commentOf(table),
    columns: table.columns.map((column) => modelColumn(column, table.schema, bases)),
    ...(primaryKey && { primaryKey: modelKey(primaryKey, primaryKey === inherited) }),
    indexes: [
      ...table.uniques.map((key) => modelKey(key, false)),
      ...table.exclusions.map(modelExclusion),
      ...table.indexes.map(modelIndex),
    ],
    foreignKeys: table.foreignKeys.map(modelForeignKey),
    checks: table.checks.map(modelCheck),
    isPartitioned: table.partitionKey !== undefined,
    attributes: tableAttributes(table),
  };
}

function tableAttributes(table: Table): ModelAttributes {
  const { replicaIdentity, partitionOf } = table;
  return {
    ...storageParameters(table.options),
    row_security_enabled: table.rowSecurity,
    row_security_enforced: table.forceRowSecurity,
    unlogged: table.unlogged,
    access_method: table.accessMethod ?? "heap",
    replica_identity: replicaIdentity.by,
    ...known({
      replica_identity_index: replicaIdentity.by === "index" ? replicaIdentity.index : undefined,
      partition_key: table.partitionKey && partitionKeySql(table.partitionKey),
      partition_of: partitionOf && pathOf(partitionOf.parent),
      partition_bound: partitionOf?.bound,
      inherits: table.inherits && listText(table.inherits.map(pathOf)),
      cluster_on: table.clusterOn,
    }),
  };
}

function pathOf({ schema, name }: { readonly schema: string; readonly name: string }): string {
  return schema === "" ? name : `${schema}.${name}`;
}

function deferral(deferrable: Deferrable | undefined): ModelAttributes {
  return {
    deferrable: deferrable !== undefined,
    initially_deferred: deferrable === "INITIALLY DEFERRED",
  };
}

function modelKey(key: Key, inherited: boolean): ModelIndex {
  return {
    name: key.name,
    unique: true,
    constraint: key.kind,
    type: key.withoutOverlaps ? "gist" : "btree",
    parts: key.columns.map((column) => ({ column })),
    ...commentOf(key),
    attributes: {
      ...storageParameters(key.options),
      ...deferral(key.deferrable),
      nulls_distinct: !key.nullsNotDistinct,
      ...known({
        include: listText(key.include),
        without_overlaps: key.withoutOverlaps ? true : undefined,
        index_comment: key.indexComment,
        inherited: inherited ? true : undefined,
      }),
    },
  };
}

export function modelIndex(index: Index): ModelIndex {
  return {
    name: index.name,
    unique: index.unique,
    type: index.method,
    parts: index.parts.map(modelPart),
    ...(index.where !== undefined && { where: index.where }),
    ...commentOf(index),
    attributes: {
      ...storageParameters(index.options),
      nulls_distinct: !index.nullsNotDistinct,
      parts: index.parts.map(partSql).join(", "),
      ...known({
        include: listText(index.include),
        invalid: index.invalid ? true : undefined,
        statistics: listText(index.statistics.map(({ key, target }) => `${key}=${target}`)),
      }),
    },
  };
}

function modelExclusion(exclusion: Exclusion): ModelIndex {
  return {
    name: exclusion.name,
    unique: false,
    constraint: "exclude",
    type: exclusion.method,
    parts: exclusion.parts.map(modelPart),
    ...(exclusion.where !== undefined && { where: exclusion.where }),
    ...commentOf(exclusion),
    attributes: {
      ...storageParameters(exclusion.options),
      ...deferral(exclusion.deferrable),
      parts: exclusion.parts.map((part) => `${partSql(part)} WITH ${part.operator}`).join(", "),
      ...known({ include: listText(exclusion.include), index_comment: exclusion.indexComment }),
    },
  };
}

function modelPart(part: IndexPart): ModelIndex["parts"][number] {
  return {
    ...(part.column === undefined ? { expression: part.expression ?? "" } : { column: part.column }),
    ...(part.descending && { desc: true }),
  };
}

function modelForeignKey(key: ForeignKey): ModelForeignKey {
  return {
    name: key.name,
    columns: key.columns,
    refSchema: key.references.schema,
    refTable: key.references.name,
    refColumns: key.references.columns,
    onUpdate: key.onUpdate,
    onDelete: key.onDelete,
    validated: !key.notValid,
    attributes: {
      ...deferral(key.deferrable),
      enforced: !key.notEnforced,
      ...known({
        match: key.matchFull ? "FULL" : undefined,
        period: key.period ? true : undefined,
        on_delete_columns: listText(key.onDeleteColumns),
        comment: key.comment,
      }),
    },
  };
}

export function modelCheck(check: Check): ModelCheck {
  return {
    name: check.name,
    expression: check.expression,
    validated: !check.notValid,
    enforced: !check.notEnforced,
    ...commentOf(check),
  };
}
