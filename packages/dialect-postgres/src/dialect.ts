import type { Dialect } from "@atlas/core";
import { PostgresDriver } from "./driver.ts";
import type { PostgresKind } from "./kind.ts";
import { type Composite, compositeKind } from "./kinds/composite.ts";
import { type Domain, domainKind } from "./kinds/domain.ts";
import { type Enum, enumKind } from "./kinds/enum.ts";
import { type Extension, extensionKind } from "./kinds/extension.ts";
import { type Materialized, materializedKind } from "./kinds/materialized/index.ts";
import { type Range, rangeKind } from "./kinds/range.ts";
import { type Schema, schemaKind } from "./kinds/schema.ts";
import { type Sequence, sequenceKind } from "./kinds/sequence.ts";
import { type Statistics, statisticsKind } from "./kinds/statistics.ts";
import { tableKind } from "./kinds/table/index.ts";
import type { Table } from "./kinds/table/model.ts";
import { type View, viewKind } from "./kinds/view.ts";
import { languageOf } from "./language.ts";
import { parseUrl } from "./url.ts";

/** Every kind of object that we manage. */
export type PostgresObject = Schema | Extension | Materialized | Enum | Domain | Composite | Range | Sequence | Table | View | Statistics;

/** One entry for each kind: a forgotten one does not compile. In the order in which they are created. */
type Kinds = {
  readonly [Name in PostgresObject["kind"]]: PostgresKind<Extract<PostgresObject, { kind: Name }>>;
};

const kindsByName: Kinds = {
  schema: schemaKind,
  extension: extensionKind,
  enum: enumKind,
  domain: domainKind,
  composite: compositeKind,
  range: rangeKind,
  sequence: sequenceKind,
  table: tableKind,
  view: viewKind,
  materialized: materializedKind,
  statistics: statisticsKind,
};

// A kind is only ever given objects that it read itself, so its own type may be forgotten here.
const kinds = Object.values(kindsByName) as unknown as readonly PostgresKind[];

/** PostgreSQL 10 and newer. */
export const postgres: Dialect = {
  name: "postgres",
  schemes: ["postgres", "postgresql"],
  features: { transactionalDdl: true, sortedPlans: true },
  kinds,
  syntax: {
    dollarQuotes: true,
    backslashEscapes: false,
    escapeStrings: true,
    identifierQuotes: ['"'],
    nestedComments: true,
    hashComments: false,
    compoundStatements: [],
    atomicBodies: true,
  },
  hcl: languageOf(kinds),
  parseUrl,
  connect: (url, options) => PostgresDriver.open(postgres, kinds, url, options),
};
