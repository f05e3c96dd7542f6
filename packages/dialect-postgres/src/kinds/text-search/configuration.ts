import {
  alterStep,
  compareWhole,
  createStep,
  type DraftStep,
  dropStep,
  type Ref,
  refOf,
  type SchemaObject,
  schemaOf,
  stepsByRules,
  type StepsContext,
} from "@atlas/core";
import { type CatalogQuery, type PostgresKind, type ReadContext, rowsOf } from "../../kind.ts";
import { ident, qualified } from "../../text.ts";
import { inScope, isMade, notOfExtension } from "../catalog-text.ts";
import { configurationCodec } from "../hcl/text-search.ts";
import { storedResultsRemark } from "../routine/stored.ts";
import { readUses, type UseRow } from "../uses.ts";
import { describe, nameIn, textSearchUses } from "./shared.ts";

export interface TextSearchConfiguration extends SchemaObject {
  readonly kind: "text_search_configuration";
  /** As SQL writes it: `"default"`. */
  readonly parser: string;
  /** Which dictionaries see a token, by its type. */
  readonly mappings: readonly TokenMapping[];
  readonly comment?: string;
  /** Never compared. */
  readonly uses: readonly Ref[];
}

export interface TokenMapping {
  /** `asciiword`, as its parser calls it. */
  readonly token: string;
  /** In the order in which they are asked, as SQL writes them. */
  readonly dictionaries: readonly string[];
}

interface ConfigurationRow {
  readonly id: number;
  readonly schema: string;
  readonly name: string;
  readonly parser_schema: string;
  readonly parser: string;
  readonly comment: string | null;
}

const configurationsQuery: CatalogQuery = {
  name: "text search configurations",
  when: isMade("pg_ts_config"),
  sql: () => `SELECT o.oid::int8::float8 AS id, n.nspname::text AS schema, o.cfgname::text AS name,
      s.nspname::text AS parser_schema, p.prsname::text AS parser,
      pg_catalog.obj_description(o.oid, 'pg_ts_config') AS comment
    FROM pg_catalog.pg_ts_config o JOIN pg_catalog.pg_namespace n ON n.oid = o.cfgnamespace AND ${inScope}
    JOIN pg_catalog.pg_ts_parser p ON p.oid = o.cfgparser JOIN pg_catalog.pg_namespace s ON s.oid = p.prsnamespace
    WHERE ${notOfExtension("pg_ts_config", "o.oid")}
    ORDER BY 2, 3`,
};

interface MappingRow {
  readonly id: number;
  readonly token: string;
  readonly schemas: readonly string[];
  readonly dictionaries: readonly string[];
}

const mappingsQuery: CatalogQuery = {
  name: "text search mappings",
  when: isMade("pg_ts_config"),
  sql: () => `SELECT o.oid::int8::float8 AS id, t.alias AS token,
      pg_catalog.array_agg(s.nspname::text ORDER BY m.mapseqno) AS schemas,
      pg_catalog.array_agg(d.dictname::text ORDER BY m.mapseqno) AS dictionaries
    FROM pg_catalog.pg_ts_config o JOIN pg_catalog.pg_namespace n ON n.oid = o.cfgnamespace AND ${inScope}
    JOIN pg_catalog.pg_ts_config_map m ON m.mapcfg = o.oid
    JOIN LATERAL pg_catalog.ts_token_type(o.cfgparser) t ON t.tokid = m.maptokentype
    JOIN pg_catalog.pg_ts_dict d ON d.oid = m.mapdict JOIN pg_catalog.pg_namespace s ON s.oid = d.dictnamespace
    GROUP BY 1, 2 ORDER BY 1, 2`,
};

const configurationUsesQuery = textSearchUses("pg_ts_config");
const keyword = "TEXT SEARCH CONFIGURATION";

export const configurationKind: PostgresKind<TextSearchConfiguration> = {
  name: "text_search_configuration",
  catalog: [configurationsQuery, mappingsQuery, configurationUsesQuery],
  recreatable: true,

  read(rows, context) {
    const mappings = Map.groupBy(rowsOf<MappingRow>(rows, mappingsQuery), (row) => row.id);
    const uses = Map.groupBy(rowsOf<UseRow>(rows, configurationUsesQuery), (row) => row.id);
    return rowsOf<ConfigurationRow>(rows, configurationsQuery).map((row) => ({
      kind: "text_search_configuration",
      schema: context.schemaName(row.schema),
      name: row.name,
      parser: nameIn(row.parser_schema, row.parser, context),
      mappings: (mappings.get(row.id) ?? [])
        .map((mapping) => readMapping(mapping, context))
        .toSorted((a, b) => (a.token < b.token ? -1 : 1)),
      ...(row.comment !== null && { comment: row.comment }),
      uses: readUses(uses.get(row.id) ?? [], context),
    }));
  },

  requires,
  essence: ({ uses: _uses, ...configuration }) => configuration,
  compare: (from, to) =>
    compareWhole(
      from,
      to,
      ({ parser, mappings, comment = "" }) => ({ parser, mappings, comment }),
      () => (from.parser === to.parser ? [] : [refOf(from)]),
    ),

  steps: stepsByRules<TextSearchConfiguration>({
    add: create,
    drop: (configuration) => [drop(configuration)],
    modify: (from, to, context) =>
      from.parser === to.parser
        ? [
            ...withRemark(mappingSteps(from, to), to, context),
            ...describe(keyword, from, to, "modify_text_search_configuration"),
          ]
        : [drop(from), ...create(to)],
  }),

  hcl: configurationCodec,
};

function readMapping(row: MappingRow, context: ReadContext): TokenMapping {
  return {
    token: row.token,
    dictionaries: row.dictionaries.map((name, at) => nameIn(row.schemas[at] ?? null, name, context)),
  };
}

function requires(configuration: TextSearchConfiguration): readonly Ref[] {
  return [...schemaOf(configuration), ...configuration.uses];
}

function create(configuration: TextSearchConfiguration): readonly DraftStep[] {
  const empty = { ...configuration, mappings: [], uses: [] };
  const source = { change: "add_text_search_configuration", subject: refOf(configuration) };
  return [
    createStep(
      configuration,
      {
        sql: `CREATE ${keyword} ${qualified(configuration)} (PARSER = ${configuration.parser})`,
        comment: `create text search configuration "${configuration.name}"`,
        undo: [`DROP ${keyword} ${qualified(configuration)}`],
      },
      requires(configuration),
    ),
    ...mappingSteps(empty, configuration).map((step) => ({ ...step, sources: [source] })),
    ...describe(keyword, undefined, configuration, "add_text_search_configuration"),
  ];
}

function drop(configuration: TextSearchConfiguration): DraftStep {
  return dropStep(
    configuration,
    {
      sql: `DROP ${keyword} ${qualified(configuration)}`,
      comment: `drop text search configuration "${configuration.name}"`,
      undo: create(configuration).map((step) => step.sql),
    },
    requires(configuration),
  );
}

/** The first of the steps says what holds results of the configuration as it was. */
function withRemark(
  steps: readonly DraftStep[],
  to: TextSearchConfiguration,
  context: StepsContext,
): readonly DraftStep[] {
  const remark = storedResultsRemark(refOf(to), "has other mappings", context.to);
  return steps.map((step, at) => (at === 0 && remark !== undefined ? { ...step, remarks: [remark] } : step));
}

/** One statement for all tokens that the same dictionaries see. */
function mappingSteps(from: TextSearchConfiguration, to: TextSearchConfiguration): readonly DraftStep[] {
  const undo = mappingSql(to, from);
  return mappingSql(from, to).map((sql, at) =>
    alterStep(
      to,
      { sql, comment: `modify text search configuration "${to.name}"`, undo: at === 0 ? undo : [] },
      { needs: to.uses, releases: from.uses },
    ),
  );
}

function mappingSql(from: TextSearchConfiguration, to: TextSearchConfiguration): readonly string[] {
  const listOf = ({ dictionaries }: TokenMapping): string => dictionaries.join(", ");
  const before = new Map(from.mappings.map((mapping) => [mapping.token, listOf(mapping)]));
  const after = new Set(to.mappings.map(({ token }) => token));
  const alter = `ALTER ${keyword} ${qualified(to)}`;
  const tokens = (mappings: readonly TokenMapping[]): string =>
    mappings.map(({ token }) => ident(token)).join(", ");
  const gone = from.mappings.filter(({ token }) => !after.has(token));
  const set = (word: string, mappings: readonly TokenMapping[]): readonly string[] =>
    [...Map.groupBy(mappings, listOf)].map(
      ([list, members]) => `${alter} ${word} MAPPING FOR ${tokens(members)} WITH ${list}`,
    );
  return [
    ...(gone.length === 0 ? [] : [`${alter} DROP MAPPING FOR ${tokens(gone)}`]),
    ...set(
      "ALTER",
      to.mappings.filter((mapping) => {
        const list = before.get(mapping.token);
        return list !== undefined && list !== listOf(mapping);
      }),
    ),
    ...set(
      "ADD",
      to.mappings.filter(({ token }) => !before.has(token)),
    ),
  ];
}
