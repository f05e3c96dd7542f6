import type { Part } from "./part.ts";

/** Schemas, extensions, collations, types and sequences, and the functions that these call. */
export const types: readonly Part[] = [
  { name: "side", forms: ['CREATE SCHEMA "Side"'], comment: 'SCHEMA "Side"' },
  {
    name: "citext",
    forms: ["CREATE EXTENSION citext"],
  },
  {
    name: "numeric_order",
    forms: [
      "CREATE COLLATION numeric_order (provider = icu, locale = 'en-u-kn-true')",
      "CREATE COLLATION numeric_order (provider = icu, locale = 'de-u-kn-true')",
      "CREATE COLLATION numeric_order (provider = icu, locale = 'und', deterministic = false)",
      "CREATE COLLATION numeric_order (provider = libc, locale = 'C')",
    ],
    comment: "COLLATION numeric_order",
  },
  {
    name: "mood",
    forms: [
      "CREATE TYPE mood AS ENUM ('ok', 'sad')",
      "CREATE TYPE mood AS ENUM ('ok', 'glad', 'sad')",
      "CREATE TYPE mood AS ENUM ('sad', 'ok')",
      "CREATE TYPE mood AS ENUM ('it''s \"so\"', 'ok', 'sad', '')",
    ],
    comment: "TYPE mood",
  },
  {
    name: "is_fine",
    forms: [
      "CREATE FUNCTION is_fine(text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$ SELECT $1 <> '' $$",
      "CREATE FUNCTION is_fine(word text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT AS $$ SELECT word <> '' $$",
      "CREATE FUNCTION is_fine(value text) RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS $$\nBEGIN\n  RETURN value <> '';\nEND;\n$$",
    ],
    comment: "FUNCTION is_fine(text)",
  },
  {
    name: "twice",
    forms: [
      "CREATE FUNCTION twice(integer) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT $1 * 2'",
      "CREATE FUNCTION twice(number integer) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 7 AS 'SELECT number * 2'",
      "CREATE FUNCTION twice(number integer DEFAULT 3) RETURNS bigint LANGUAGE sql IMMUTABLE AS 'SELECT number::bigint * 2'",
    ],
    comment: "FUNCTION twice(integer)",
  },
  {
    name: "email",
    forms: [
      "CREATE DOMAIN email AS text",
      "CREATE DOMAIN email AS text COLLATE \"C\" DEFAULT 'none' NOT NULL",
      { sql: "CREATE DOMAIN email AS text CONSTRAINT fine CHECK (is_fine(VALUE))", needs: ["is_fine"] },
      "CREATE DOMAIN email AS varchar(80) CHECK (VALUE ~ '@') CONSTRAINT short CHECK (length(VALUE) < 80)",
      { sql: "CREATE DOMAIN email AS citext", needs: ["citext"] },
      { sql: "CREATE DOMAIN email AS text COLLATE numeric_order", needs: ["numeric_order"] },
    ],
    comment: "DOMAIN email",
  },
  {
    name: "pair",
    forms: [
      "CREATE TYPE pair AS (a integer, b text)",
      "CREATE TYPE pair AS (a bigint, b text)",
      'CREATE TYPE pair AS (a integer, b text COLLATE "C", "C c" date[])',
      { sql: "CREATE TYPE pair AS (a integer, b mood)", needs: ["mood"] },
      { sql: "CREATE TYPE pair AS (a integer, b email)", needs: ["email"] },
    ],
    comment: "TYPE pair",
  },
  {
    name: "span",
    forms: [
      { sql: "CREATE TYPE span AS RANGE (subtype = numeric)", gives: ["span of numbers"] },
      'CREATE TYPE span AS RANGE (subtype = text, collation = "C")',
      "CREATE TYPE span AS RANGE (subtype = double precision, subtype_diff = float8mi)",
    ],
    comment: "TYPE span",
  },
  {
    name: "counter",
    forms: [
      "CREATE SEQUENCE counter",
      "CREATE SEQUENCE counter AS integer INCREMENT BY 5 START WITH 10 CYCLE",
      "CREATE SEQUENCE counter MINVALUE -10 MAXVALUE 1000 CACHE 5",
    ],
    comment: "SEQUENCE counter",
  },
  {
    name: "next_number",
    needs: ["counter"],
    forms: [
      "CREATE FUNCTION next_number() RETURNS bigint LANGUAGE sql AS $$ SELECT nextval('counter') $$",
      "CREATE FUNCTION next_number() RETURNS integer LANGUAGE sql SET search_path TO 'public' AS $$ SELECT nextval('counter')::integer $$",
    ],
  },
];
