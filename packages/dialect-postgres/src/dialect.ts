import type { Dialect } from "@atlas/core";
import { PostgresDriver } from "./driver.ts";
import type { PostgresKind } from "./kind.ts";
import { type Collation, collationKind } from "./kinds/collation.ts";
import { type Composite, compositeKind } from "./kinds/composite.ts";
import { type Domain, domainKind } from "./kinds/domain.ts";
import { type Enum, enumKind } from "./kinds/enum.ts";
import { type EventTrigger, eventTriggerKind } from "./kinds/event-trigger.ts";
import { type Extension, extensionKind } from "./kinds/extension.ts";
import { type Server, serverKind } from "./kinds/foreign/server.ts";
import { type ForeignTable, foreignTableKind } from "./kinds/foreign/table.ts";
import { type UserMapping, userMappingKind } from "./kinds/foreign/user-mapping.ts";
import { type Wrapper, wrapperKind } from "./kinds/foreign/wrapper.ts";
import { type Materialized, materializedKind } from "./kinds/materialized/index.ts";
import { type DefaultPrivilege, defaultPrivilegeKind } from "./kinds/permission/default-privilege.ts";
import { type Permission, permissionKind } from "./kinds/permission/index.ts";
import { type Policy, policyKind } from "./kinds/policy.ts";
import { type Publication, publicationKind } from "./kinds/publication.ts";
import { type Range, rangeKind } from "./kinds/range.ts";
import {
  type Aggregate,
  aggregateKind,
  type Func,
  functionKind,
  type Procedure,
  procedureKind,
} from "./kinds/routine/index.ts";
import { type Role, roleKind } from "./kinds/role/index.ts";
import { type Rule, ruleKind } from "./kinds/rule.ts";
import { type Schema, schemaKind } from "./kinds/schema.ts";
import { type Sequence, sequenceKind } from "./kinds/sequence.ts";
import { type Statistics, statisticsKind } from "./kinds/statistics.ts";
import { configurationKind, type TextSearchConfiguration } from "./kinds/text-search/configuration.ts";
import { dictionaryKind, type TextSearchDictionary } from "./kinds/text-search/dictionary.ts";
import {
  parserKind,
  templateKind,
  type TextSearchParser,
  type TextSearchTemplate,
} from "./kinds/text-search/functions.ts";
import { tableKind } from "./kinds/table/index.ts";
import type { Table } from "./kinds/table/model.ts";
import { leaveCopyStatesAlone } from "./kinds/trigger-copy-states.ts";
import { type Trigger, triggerKind } from "./kinds/trigger.ts";
import { leaveOwnRole } from "./kinds/role/own-role.ts";
import { leavePartitionsAlone } from "./kinds/table/unmanaged-partitions.ts";
import { type View, viewKind } from "./kinds/view.ts";
import { languageOf } from "./language.ts";
import { modelOf } from "./model/index.ts";
import { migrations } from "./migrations/index.ts";
import { syntax } from "./syntax.ts";
import { ident } from "./text.ts";
import { boundTo, parseUrl } from "./url.ts";

/** Every kind of object that we manage. */
export type PostgresObject =
  | Role
  | Schema
  | DefaultPrivilege
  | Permission
  | Extension
  | Materialized
  | Enum
  | Domain
  | Composite
  | Range
  | Sequence
  | Table
  | Func
  | Procedure
  | Aggregate
  | View
  | Rule
  | Trigger
  | Policy
  | EventTrigger
  | Statistics
  | Collation
  | Publication
  | Wrapper
  | Server
  | UserMapping
  | ForeignTable
  | TextSearchParser
  | TextSearchTemplate
  | TextSearchDictionary
  | TextSearchConfiguration;

/** One entry for each kind: a forgotten one does not compile. In the order in which they are created. */
type Kinds = {
  readonly [Name in PostgresObject["kind"]]: PostgresKind<Extract<PostgresObject, { kind: Name }>>;
};

const kindsByName: Kinds = {
  role: roleKind,
  schema: schemaKind,
  default_privilege: defaultPrivilegeKind,
  extension: extensionKind,
  collation: collationKind,
  text_search_parser: parserKind,
  text_search_template: templateKind,
  text_search_dictionary: dictionaryKind,
  text_search_configuration: configurationKind,
  enum: enumKind,
  domain: domainKind,
  composite: compositeKind,
  range: rangeKind,
  sequence: sequenceKind,
  foreign_data_wrapper: wrapperKind,
  foreign_server: serverKind,
  user_mapping: userMappingKind,
  table: tableKind,
  foreign_table: foreignTableKind,
  view: viewKind,
  materialized: materializedKind,
  statistics: statisticsKind,
  function: functionKind,
  procedure: procedureKind,
  aggregate: aggregateKind,
  rule: ruleKind,
  trigger: triggerKind,
  policy: policyKind,
  event_trigger: eventTriggerKind,
  publication: publicationKind,
  permission: permissionKind,
};

// A kind is only ever given objects that it read itself, so its own type may be forgotten here.
const kinds = Object.values(kindsByName) as unknown as readonly PostgresKind[];

/** PostgreSQL 10 and newer. */
export const postgres: Dialect = {
  name: "postgres",
  schemes: ["postgres", "postgresql"],
  features: { transactionalDdl: true, sortedPlans: true, tellsAll: true },
  kinds,
  syntax,
  hcl: languageOf(kinds),
  migrations,
  model: (state) => modelOf(state, kinds),
  parseUrl,
  leaveAlone: (from, to) => leaveOwnRole(leaveCopyStatesAlone(leavePartitionsAlone(from, to), to), to),
  intoSchema: (schema) => ({
    before: [`CREATE SCHEMA IF NOT EXISTS ${ident(schema)}`, `SET search_path TO ${ident(schema)}`],
    after: ["RESET search_path"],
  }),
  boundTo,
  connect: (url, options) => PostgresDriver.open(postgres, kinds, url, options),
};
