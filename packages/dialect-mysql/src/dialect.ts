import type { Dialect, SchemaObject } from "@atlas/core";
import { MysqlDriver } from "./driver.ts";
import type { MysqlKind } from "./kind.ts";
import { type Event, eventKind } from "./kinds/event.ts";
import { assertSeen } from "./kinds/hidden.ts";
import { functionKind, procedureKind } from "./kinds/routine/index.ts";
import type { Func, Procedure } from "./kinds/routine/model.ts";
import { boundSchemaOf, type Schema, schemaKind } from "./kinds/schema.ts";
import { type Sequence, sequenceKind } from "./kinds/sequence.ts";
import { leaveGeneratedKeysAlone, leaveOptionsAlone, type Table, tableKind } from "./kinds/table/index.ts";
import { type Trigger, triggerKind } from "./kinds/trigger.ts";
import { type View, viewKind } from "./kinds/view.ts";
import { languageOf } from "./language.ts";
import { refuseOtherCase } from "./name-case.ts";
import { mysqlModel } from "./model/index.ts";
import { releaseOf } from "./release.ts";
import { migrations } from "./migrations/index.ts";
import { ident, syntax, syntaxUnder } from "./text.ts";
import { unmanaged } from "./unmanaged.ts";
import { boundTo, parseUrl, urlSchemes } from "./url.ts";

/** Every kind of object that we manage. */
export type MysqlObject = Schema | Sequence | Table | View | Func | Procedure | Trigger | Event;

/** One entry for each kind: a forgotten one does not compile. In the order in which they are created. */
type Kinds = {
  readonly [Name in MysqlObject["kind"]]: MysqlKind<Extract<MysqlObject, { kind: Name }>>;
};

const kindsByName: Kinds = {
  schema: schemaKind,
  sequence: sequenceKind,
  table: tableKind,
  view: viewKind,
  function: functionKind,
  procedure: procedureKind,
  trigger: triggerKind,
  event: eventKind,
};

// A kind is only ever given objects that it read itself, so its own type may be forgotten here.
const kinds = Object.values(kindsByName) as unknown as readonly MysqlKind[];

const byName = new Map(kinds.map((kind) => [kind.name, kind]));
const essenceOf = (object: SchemaObject): unknown => byName.get(object.kind)?.essence?.(object) ?? object;

const reading = { kinds, unmanaged, boundSchemaOf };

/** MySQL 5.7 and newer, MariaDB 10.2 and newer, TiDB. */
export const mysql: Dialect = {
  name: "mysql",
  schemes: urlSchemes,
  features: { transactionalDdl: false, sortedPlans: true },
  kinds,
  syntax,
  syntaxUnder,
  hcl: languageOf(kinds),
  migrations,
  model: (state) => mysqlModel(state, essenceOf),
  parseUrl,
  leaveAlone: (from, to) => {
    assertSeen(from, to);
    refuseOtherCase(from, to);
    return leaveGeneratedKeysAlone(leaveOptionsAlone(from, to), to);
  },
  intoSchema: (schema) => ({
    before: [`CREATE DATABASE IF NOT EXISTS ${ident(schema)}`, `USE ${ident(schema)}`],
    after: [],
  }),
  boundTo,
  connect: (url, options) => MysqlDriver.open(mysql, reading, url, options),
  release: releaseOf,
};
