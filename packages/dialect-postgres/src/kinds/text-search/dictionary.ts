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
} from "@atlas/core";
import { type CatalogQuery, type PostgresKind, rowsOf } from "../../kind.ts";
import { ident, qualified } from "../../text.ts";
import { inScope, isMade, notOfExtension } from "../catalog-text.ts";
import { dictionaryCodec } from "../hcl/text-search.ts";
import type { Option } from "../table/model.ts";
import { readUses, type UseRow } from "../uses.ts";
import { describe, nameIn, textSearchUses } from "./shared.ts";

export interface TextSearchDictionary extends SchemaObject {
  readonly kind: "text_search_dictionary";
  /** As SQL writes it: `"snowball"`. */
  readonly template: string;
  /** By name; a value is as SQL writes it: `'english'`. */
  readonly options: readonly Option[];
  readonly comment?: string;
  /** Never compared. */
  readonly uses: readonly Ref[];
}

interface DictionaryRow {
  readonly id: number;
  readonly schema: string;
  readonly name: string;
  readonly template_schema: string;
  readonly template: string;
  readonly options: string | null;
  readonly comment: string | null;
}

const dictionariesQuery: CatalogQuery = {
  name: "text search dictionaries",
  when: isMade("pg_ts_dict"),
  sql: () => `SELECT o.oid::int8::float8 AS id, n.nspname::text AS schema, o.dictname::text AS name,
      s.nspname::text AS template_schema, t.tmplname::text AS template, o.dictinitoption AS options,
      pg_catalog.obj_description(o.oid, 'pg_ts_dict') AS comment
    FROM pg_catalog.pg_ts_dict o JOIN pg_catalog.pg_namespace n ON n.oid = o.dictnamespace AND ${inScope}
    JOIN pg_catalog.pg_ts_template t ON t.oid = o.dicttemplate JOIN pg_catalog.pg_namespace s ON s.oid = t.tmplnamespace
    WHERE ${notOfExtension("pg_ts_dict", "o.oid")}
    ORDER BY 2, 3`,
};

const dictionaryUsesQuery = textSearchUses("pg_ts_dict");
const keyword = "TEXT SEARCH DICTIONARY";

export const dictionaryKind: PostgresKind<TextSearchDictionary> = {
  name: "text_search_dictionary",
  catalog: [dictionariesQuery, dictionaryUsesQuery],
  recreatable: true,

  read(rows, context) {
    const uses = Map.groupBy(rowsOf<UseRow>(rows, dictionaryUsesQuery), (row) => row.id);
    return rowsOf<DictionaryRow>(rows, dictionariesQuery).map((row) => ({
      kind: "text_search_dictionary",
      schema: context.schemaName(row.schema),
      name: row.name,
      template: nameIn(row.template_schema, row.template, context),
      options: readOptions(row.options ?? ""),
      ...(row.comment !== null && { comment: row.comment }),
      uses: readUses(uses.get(row.id) ?? [], context),
    }));
  },

  requires,
  essence: ({ uses: _uses, ...dictionary }) => dictionary,
  compare: (from, to) =>
    compareWhole(
      from,
      to,
      ({ template, options, comment = "" }) => ({ template, options, comment }),
      () => (from.template === to.template ? [] : [refOf(from)]),
    ),

  steps: stepsByRules<TextSearchDictionary>({
    add: create,
    drop: (dictionary) => [drop(dictionary)],
    modify: (from, to) => (from.template === to.template ? alter(from, to) : [drop(from), ...create(to)]),
  }),

  hcl: dictionaryCodec,
};

function requires(dictionary: TextSearchDictionary): readonly Ref[] {
  return [...schemaOf(dictionary), ...dictionary.uses];
}

/** The server's text of options, `language = 'english', stopwords = 'it''s'`, in parts. */
function readOptions(text: string): readonly Option[] {
  const option = /("[^"]*(?:""[^"]*)*"|[^\s=,"]+)\s*=\s*([Ee]?'[^']*(?:''[^']*)*'|[^,]*)/g;
  return [...text.matchAll(option)]
    .map(([, name = "", value = ""]) => ({
      name: name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name,
      value: value.trim(),
    }))
    .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

function create(dictionary: TextSearchDictionary): readonly DraftStep[] {
  const parts = [
    `TEMPLATE = ${dictionary.template}`,
    ...dictionary.options.map(({ name, value }) => `${ident(name)} = ${value}`),
  ];
  return [
    createStep(
      dictionary,
      {
        sql: `CREATE ${keyword} ${qualified(dictionary)} (${parts.join(", ")})`,
        comment: `create text search dictionary "${dictionary.name}"`,
        undo: [`DROP ${keyword} ${qualified(dictionary)}`],
      },
      requires(dictionary),
    ),
    ...describe(keyword, undefined, dictionary, "add_text_search_dictionary"),
  ];
}

function drop(dictionary: TextSearchDictionary): DraftStep {
  return dropStep(
    dictionary,
    {
      sql: `DROP ${keyword} ${qualified(dictionary)}`,
      comment: `drop text search dictionary "${dictionary.name}"`,
      undo: create(dictionary).map((step) => step.sql),
    },
    requires(dictionary),
  );
}

/** An option without a value is taken away. */
function alter(from: TextSearchDictionary, to: TextSearchDictionary): readonly DraftStep[] {
  const sql = (before: TextSearchDictionary, after: TextSearchDictionary): readonly string[] => {
    const values = new Map(before.options.map(({ name, value }) => [name, value]));
    const names = new Set(after.options.map(({ name }) => name));
    const parts = [
      ...before.options.filter(({ name }) => !names.has(name)).map(({ name }) => ident(name)),
      ...after.options
        .filter(({ name, value }) => values.get(name) !== value)
        .map(({ name, value }) => `${ident(name)} = ${value}`),
    ];
    return parts.length === 0 ? [] : [`ALTER ${keyword} ${qualified(to)} (${parts.join(", ")})`];
  };
  const undo = sql(to, from);
  return [
    ...sql(from, to).map((text) =>
      alterStep(to, { sql: text, comment: `modify text search dictionary "${to.name}"`, undo }),
    ),
    ...describe(keyword, from, to, "modify_text_search_dictionary"),
  ];
}
