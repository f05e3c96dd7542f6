import { typeWord } from "./hcl-type-words.ts";

/**
 * Words that SQL does not take as the name of a type unless they are quoted: all but the unreserved ones.
 *
 * @see https://www.postgresql.org/docs/18/sql-keywords-appendix.html
 */
const keywords: ReadonlySet<string> = new Set(
  `all analyse analyze and any array as asc asymmetric authorization between bigint binary bit boolean both
  case cast char character check coalesce collate collation column concurrently constraint create cross
  current_catalog current_date current_role current_schema current_time current_timestamp current_user dec
  decimal default deferrable desc distinct do else end except exists extract false fetch float for foreign
  freeze from full grant greatest group grouping having ilike in initially inner inout int integer intersect
  interval into is isnull join json json_array json_arrayagg json_exists json_object json_objectagg
  json_query json_scalar json_serialize json_table json_value lateral leading least left like limit localtime
  localtimestamp merge_action national natural nchar none normalize not notnull null nullif numeric offset on
  only or order out outer overlaps overlay placing position precision primary real references returning right
  row select session_user setof similar smallint some substring symmetric system_user table tablesample then
  time timestamp to trailing treat trim true union unique user using values varchar variadic verbose when
  where window with xmlattributes xmlconcat xmlelement xmlexists xmlforest xmlnamespaces xmlparse xmlpi
  xmlroot xmlserialize xmltable`.split(/\s+/),
);

/** Synonyms that the server reads as one of its own types, besides the words that HCL knows. */
const synonyms: ReadonlySet<string> = new Set(["varbit", "dec", "array"]);

/** The SQL of a type as people write it, without quotes that nobody needs: `"public"."mood"[]` → `public.mood[]`. */
export function withoutNeedlessQuotes(type: string): string {
  if (!type.includes('"')) return type;
  return type.replaceAll(/"([^"]*(?:""[^"]*)*)"/g, (whole, name: string) =>
    needsQuotes(name) ? whole : name,
  );
}

function needsQuotes(name: string): boolean {
  if (!/^[a-z_][a-z0-9_$]*$/.test(name)) return true;
  return keywords.has(name) || synonyms.has(name) || typeWord(name) !== undefined;
}
