import type { Doubt } from "@atlas/core";
import { significantTokens } from "@atlas/sql";
import { syntax } from "../syntax.ts";
import { literal } from "../text.ts";
import { piecesOf, wordsOf } from "./natures.ts";

/** Names as the catalog has them. */
function namesIn(statement: string): readonly string[] {
  const names = significantTokens(statement, syntax).flatMap(({ kind, text }) => {
    if (kind === "word") return [text.toLowerCase()];
    return kind === "identifier" ? [unquoted(text)] : [];
  });
  return [...new Set(names)];
}

function unquoted(text: string): string {
  return text.slice(1, -1).replaceAll('""', '"');
}

function listOf(names: readonly string[]): string {
  return `ARRAY[${names.map(literal).join(", ")}]::pg_catalog.text[]`;
}

/**
 * What the catalog holds under some names, as one short text.
 *
 * @param of - `existence`: what has one of the names; `state`: the indexes of such tables, too, and how far they are.
 */
function traceOf(names: readonly string[], of: "state" | "existence"): string {
  const list = listOf(names);
  const named = `(SELECT n.oid FROM pg_catalog.pg_class n WHERE n.relname = ANY (${list}))`;
  const state = of === "state" ? ", i.indisvalid, i.indisready, c.reltablespace" : "";
  return `(SELECT pg_catalog.md5(coalesce(pg_catalog.string_agg(t.x, ',' ORDER BY t.x COLLATE "C"), '')) FROM (
    SELECT pg_catalog.concat_ws(':', 'c', c.oid, c.relkind${state}) AS x FROM pg_catalog.pg_class c
      LEFT JOIN pg_catalog.pg_index i ON i.indexrelid = c.oid
      WHERE c.relname = ANY (${list})${of === "state" ? ` OR i.indrelid IN ${named}` : ""}
    UNION ALL SELECT pg_catalog.concat_ws(':', 'e', e.oid, e.enumlabel) FROM pg_catalog.pg_enum e
      JOIN pg_catalog.pg_type y ON y.oid = e.enumtypid WHERE y.typname = ANY (${list})
    UNION ALL SELECT pg_catalog.concat_ws(':', 'i', h.inhrelid, h.inhparent) FROM pg_catalog.pg_inherits h
      WHERE h.inhrelid IN ${named}
    UNION ALL SELECT pg_catalog.concat_ws(':', 'd', d.oid, d.dattablespace) FROM pg_catalog.pg_database d
      WHERE d.datname = ANY (${list})
    UNION ALL SELECT pg_catalog.concat_ws(':', 's', s.oid, s.subenabled) FROM pg_catalog.pg_subscription s
      WHERE s.subname = ANY (${list})
    UNION ALL SELECT pg_catalog.concat_ws(':', 't', p.oid) FROM pg_catalog.pg_tablespace p
      WHERE p.spcname = ANY (${list})) AS t)`;
}

const name = `(?:"[^"]*(?:""[^"]*)*"|[\\w$\\u0080-\\uffff]+)`;
const builds = new RegExp(
  `^CREATE (?:UNIQUE )?INDEX CONCURRENTLY (?:IF NOT EXISTS )?(${name}) ON (?:ONLY )?(?:(${name}) \\. )?(${name})`,
  "i",
);

/** Statements that drop indexes which are not valid and which nobody is building now. */
function dropsOfInvalid(condition: string): string {
  return `SELECT pg_catalog.format('DROP INDEX CONCURRENTLY IF EXISTS %I.%I', n.nspname, c.relname)
    FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class c ON c.oid = i.indexrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_class t ON t.oid = i.indrelid
    WHERE NOT i.indisvalid AND c.relkind = 'i' AND (${condition})
      AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_progress_create_index p WHERE p.index_relid = c.oid) ORDER BY 1`;
}

/** What a build that was cut off has left: an index that is not valid, of that name and on that table. */
function leftIndex(index: string, table: string, schema: string | undefined): string {
  const isThere =
    schema === undefined ? "pg_catalog.pg_table_is_visible(t.oid)" : `n.nspname = ${literal(schema)}`;
  return dropsOfInvalid(`c.relname = ${literal(index)} AND t.relname = ${literal(table)} AND ${isThere}`);
}

/** What REINDEX CONCURRENTLY leaves: the new index of an old one, or the old one of a new one. */
function leftCopies(names: readonly string[]): string {
  const list = listOf(names);
  return dropsOfInvalid(`c.relname ~ '_cc(new|old)[0-9]*$'
      AND (n.nspname = ANY (${list}) OR pg_catalog.pg_table_is_visible(t.oid))
      AND (n.nspname = ANY (${list}) OR t.relname = ANY (${list})
        OR pg_catalog.regexp_replace(c.relname, '_cc(new|old)[0-9]*$', '') = ANY (${list}))`);
}

/**
 * How a statement that no transaction holds is settled.
 *
 * A statement that says again what is so already (VACUUM, ALTER SYSTEM) is run again. What a procedure did nobody
 * knows.
 */
export function doubtOf(statement: string): Doubt {
  const words = wordsOf(statement);
  const names = namesIn(statement);
  const trace = traceOf(names, "state");
  if (piecesOf(statement).length > 1 || /^(?:CALL|DO) /.test(words))
    return { trace, changed: "unclear", unchanged: "unclear" };
  if (/^(?:VACUUM|CLUSTER|ALTER SYSTEM|DISCARD|REINDEX)(?: |$)/.test(words)) {
    const isReindex = words.startsWith("REINDEX");
    return {
      trace,
      changed: "not-done",
      unchanged: "not-done",
      ...(isReindex && { leftovers: leftCopies(names) }),
    };
  }
  const built = builds.exec(wordsOf(statement));
  if (built) {
    const [index = "", schema, table = ""] = built.slice(1).map(nameOf);
    // Of its own name alone: others may index the table meanwhile.
    const own = traceOf([index], "existence");
    return { trace: own, changed: "done", unchanged: "not-done", leftovers: leftIndex(index, table, schema) };
  }
  // Nobody knows the name that the server has given to it.
  if (/^CREATE (?:UNIQUE )?INDEX/.test(words)) return { trace, changed: "unclear", unchanged: "not-done" };
  // A drop that was cut off leaves an index that is not valid, and is run again.
  if (words.startsWith("DROP INDEX"))
    return { trace: traceOf(names, "existence"), changed: "done", unchanged: "not-done" };
  if (words.includes("DETACH PARTITION")) return { trace, changed: "unclear", unchanged: "not-done" };
  if (words.startsWith("ALTER SUBSCRIPTION")) return { trace, changed: "done", unchanged: "unclear" };
  return { trace, changed: "done", unchanged: "not-done" };
}

function nameOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  return text.startsWith('"') ? unquoted(text) : text.toLowerCase();
}
