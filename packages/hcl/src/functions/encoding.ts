import { any, define, defineRest, type HclFunction, text, texts } from "../call.ts";
import { ConversionError } from "../convert.ts";
import { isKind, objectOf, type Value } from "../value.ts";
import { fromJson, fromPlain, toJson } from "./json.ts";

export const encodingFunctions: Readonly<Record<string, HclFunction>> = {
  csvdecode: define([text("str")], csvRows),
  jsondecode: define([text("str")], fromJson),
  jsonencode: define([any("val")], toJson),
  urlescape: define([text("str")], queryEscape),
  urluserinfo: defineRest([text("url"), text("user")], text("pass"), ([password], url, user) => {
    const encoded = password === undefined ? encode(user) : `${encode(user)}:${encode(password)}`;
    const parts = urlParts(url);
    return urlText({ ...parts, host: `${encoded}@${parts.host.replace(/^.*@/s, "")}` });
  }),
  urlqueryset: define([text("url"), text("key"), text("value")], (url, key, value) => {
    const parts = urlParts(url);
    const pairs = parts.query
      .split("&")
      .filter((pair) => pair !== "")
      .map((pair): readonly [string, string] => {
        const equals = pair.indexOf("=");
        return equals < 0
          ? [decode(pair), ""]
          : [decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))];
      })
      .filter(([name]) => name !== key);
    const sorted = [...pairs, [key, value] as const].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return urlText({
      ...parts,
      query: sorted.map((pair) => pair.map(queryEscape).join("=")).join("&"),
    });
  }),
  urlsetpath: define([text("url"), text("path")], (url, path) => {
    const escaped = path.split("/").map(encode).join("/");
    return urlText({
      ...urlParts(url),
      path: escaped === "" || escaped.startsWith("/") ? escaped : `/${escaped}`,
    });
  }),
};

/** Reads and writes YAML as plain values; given by whoever has such a codec. */
export interface YamlCodec {
  parse(text: string): unknown;
  print(value: unknown): string;
}

/** `yamldecode`, `yamlencode` and `yamlmerge`. */
export function yamlFunctions(codec: YamlCodec): Readonly<Record<string, HclFunction>> {
  const read = (source: string): Value => {
    try {
      return fromPlain(codec.parse(source));
    } catch (error) {
      throw new ConversionError(
        `the text is not YAML: ${error instanceof Error ? error.message : "unknown"}`,
      );
    }
  };
  const print = (value: Value): string => codec.print(JSON.parse(toJson(value)));
  return {
    yamldecode: define([text("src")], read),
    yamlencode: define([any("value")], print),
    yamlmerge: define([texts("docs")], (docs) =>
      print(docs.map(read).reduce<Value>(mergeDeep, objectOf([]))),
    ),
  };
}

/** The fields of both; objects under one key are merged again, of other values the later counts. */
function mergeDeep(a: Value, b: Value): Value {
  if (!isKind(a, "object") || !isKind(b, "object")) return b;
  const fields = new Map(a.fields);
  for (const [key, value] of b.fields) fields.set(key, mergeDeep(fields.get(key) ?? null, value));
  return objectOf(fields);
}

function encode(value: string): string {
  return encodeURIComponent(value).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** As in a query: blanks become `+`. */
function queryEscape(value: string): string {
  return encode(value).replaceAll("%20", "+");
}

function decode(value: string): string {
  try {
    return decodeURIComponent(value.replaceAll("+", " "));
  } catch {
    throw new ConversionError("the query of the URL has a malformed % sequence");
  }
}

interface UrlParts {
  readonly scheme: string;
  /** User and password, host and port. */
  readonly host: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/** Taken apart without a change, as database URLs have schemes and hosts that `URL` would rewrite. */
function urlParts(url: string): UrlParts {
  const match = /^([A-Za-z][A-Za-z\d+.-]*:)\/\/([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(url);
  // A URL may hold a password: it is not repeated.
  if (!match) throw new ConversionError("the URL is malformed: a scheme and :// are required");
  const [, scheme = "", host = "", path = "", query = "", fragment = ""] = match;
  return { scheme, host, path, query, fragment };
}

function urlText({ scheme, host, path, query, fragment }: UrlParts): string {
  return `${scheme}//${host}${path}${query === "" ? "" : `?${query}`}${fragment === "" ? "" : `#${fragment}`}`;
}

/** Each row as an object whose keys the first row gives. */
function csvRows(source: string): Value {
  const [header, ...rows] = csvRecords(source);
  if (!header) throw new ConversionError("the text has no header line");
  return rows.map((row) => {
    if (row.length !== header.length)
      throw new ConversionError(`a row has ${row.length} fields, the header ${header.length}`);
    return objectOf(header.map((name, at) => [name, row[at] ?? ""]));
  });
}

function csvRecords(source: string): readonly (readonly string[])[] {
  const records: string[][] = [];
  let fields: string[] = [];
  // A field, in quotes or bare, and what ends it.
  const field = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r?\n|$)/gy;
  let match = field.exec(source);
  for (; match; match = field.exec(source)) {
    const [, quoted, bare = "", end] = match;
    fields.push(quoted?.replaceAll('""', '"') ?? bare);
    if (end !== ",") {
      if (fields.length > 1 || fields[0] !== "" || quoted !== undefined) records.push(fields);
      fields = [];
      if (field.lastIndex >= source.length) return records;
    }
  }
  throw new ConversionError("a quote in the CSV text is not closed, or stands inside of a bare field");
}
