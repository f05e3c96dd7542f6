import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { mysqlSyntax, postgresSyntax } from "../statements/samples.ts";
import { injectionFinding } from "./injection.ts";

const found = (body: string, lang = "plpgsql", types = ["text", "integer"]): string | undefined =>
  injectionFinding(
    {
      kind: "function",
      schema: "",
      name: "f",
      attributes: { lang, body },
      text: "",
      arguments: ["a", "n"].map((name, index) => ({ name, type: types[index] ?? "", mode: "IN" })),
    },
    lang === "plpgsql" ? postgresSyntax : mysqlSyntax,
  )?.text;

describe("PL/pgSQL that runs a text nobody escaped", () => {
  for (const body of [
    "BEGIN EXECUTE 'DROP TABLE ' || a; END",
    "BEGIN EXECUTE format('DROP TABLE %s', a); END",
    "BEGIN EXECUTE format('%I %2$s', n, a) USING a; END",
    "DECLARE q text := 'SELECT ' || a; BEGIN EXECUTE q INTO n; END",
    "DECLARE q text; BEGIN q := 'SELECT '; q := q || lower(a); EXECUTE q; END",
    "BEGIN RETURN QUERY EXECUTE concat('SELECT ', a); END",
    "DECLARE r record; BEGIN FOR r IN EXECUTE 'SELECT ' || a || ' FROM t' LOOP END LOOP; END",
    "BEGIN EXECUTE 'SELECT ' || CASE WHEN n > 1 THEN a ELSE 'x' END; END",
    "BEGIN IF n > 1 THEN EXECUTE ('DELETE FROM t WHERE x = ''' || NEW.name || ''''); END IF; END",
    "DECLARE q text; BEGIN SELECT 'DROP ' || c INTO q FROM t; EXECUTE q; END",
  ])
    it(`is found: ${body}`, () => assert.match(found(body) ?? "", /^Function "f" runs dynamic SQL/));

  for (const body of [
    "BEGIN EXECUTE 'DROP TABLE x'; END",
    "BEGIN EXECUTE a; END",
    "BEGIN EXECUTE 'DROP TABLE ' || quote_ident(a) || ' CASCADE'; END",
    "BEGIN EXECUTE format('DROP TABLE %I.%I', n, a); END",
    "BEGIN EXECUTE format('SELECT %L, %s', a, n); END",
    "BEGIN EXECUTE format('SELECT %s', quote_literal(a)); END",
    "BEGIN EXECUTE 'SELECT * FROM t WHERE id = $1' USING a; END",
    "BEGIN EXECUTE 'SELECT ' || n || ', ' || (n + 1)::text; END",
    "BEGIN EXECUTE 'ANALYZE ' || a::regclass; END",
    "DECLARE q text := 'SELECT '; BEGIN q := q || '1'; EXECUTE q; END",
    "DECLARE p text := to_char(now(), 'YYYY'); BEGIN EXECUTE 'CREATE TABLE t_' || p || ' ()'; END",
    "BEGIN EXECUTE (SELECT string_agg(format('DROP TABLE %I', x), ';') FROM t); END",
    "BEGIN GRANT EXECUTE ON FUNCTION g() TO PUBLIC; RAISE NOTICE '%', 'a' || a; END",
    "-- EXECUTE 'x' || a\nBEGIN PERFORM 'EXECUTE ' || a; END",
  ])
    it(`is not found: ${body}`, () => assert.equal(found(body), undefined));

  it("is only looked for in PL/pgSQL", () => {
    assert.equal(found("EXECUTE 'DROP ' || a", "sql", []), undefined);
  });
});

describe("MySQL that prepares a text nobody escaped", () => {
  for (const body of [
    "BEGIN SET @q = CONCAT('DROP TABLE ', a); PREPARE s FROM @q; EXECUTE s; END",
    "BEGIN SET @q := CONCAT('SELECT ', IF(n > 1, a, 'x')); PREPARE s FROM @q; END",
    "BEGIN SELECT CONCAT('SELECT ', a) INTO @q; PREPARE s FROM @q; END",
    "BEGIN EXECUTE IMMEDIATE CONCAT('DROP TABLE ', a); END",
  ])
    it(`is found: ${body}`, () => assert.match(found(body, "SQL") ?? "", /"a" is not escaped/));
  for (const body of [
    "BEGIN SET @q = 'SELECT ?'; PREPARE s FROM @q; SET @v = a; EXECUTE s USING @v; END",
    "BEGIN SET @q = CONCAT('SELECT ', QUOTE(a), ', ', n); PREPARE s FROM @q; END",
    "BEGIN SET @q = CONCAT('DROP TABLE `', REPLACE(a, '`', '``'), '`'); PREPARE s FROM @q; END",
    "BEGIN SELECT CONCAT('DROP ', a); END",
  ])
    it(`is not found: ${body}`, () => assert.equal(found(body, "SQL"), undefined));
});

it("no body makes it throw, and long ones take no more than their length", () => {
  const words = [
    "EXECUTE",
    "BEGIN",
    "DECLARE",
    "a",
    "text",
    ":",
    "=",
    "||",
    "'x'",
    "(",
    ")",
    ";",
    "CASE",
    "THEN",
    "END",
    "format",
    ",",
    "::",
    "SELECT",
    "INTO",
  ];
  let seed = 5;
  const next = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
  for (let round = 0; round < 3000; round++)
    found(`EXECUTE ${Array.from({ length: next(16) }, () => words[next(words.length)]).join(" ")}`);
  found(`BEGIN EXECUTE ${"(".repeat(20_000)}a${")".repeat(20_000)}; END`);
  found(`BEGIN EXECUTE ${"f(".repeat(5000)}a${")".repeat(5000)}; END`);
  found(`BEGIN EXECUTE 'x'${" || a".repeat(20_000)}; END`);
  const chain = Array.from({ length: 2000 }, (_, at) => `v${at} := v${at + 1} || v${at + 1};`).join(" ");
  found(`BEGIN ${chain} EXECUTE v0; END`);
});
