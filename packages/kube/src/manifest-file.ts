import { AtlasError, type Place } from "@atlas/core";
import { LineCounter, parseAllDocuments, type Document } from "yaml";
import { isRecord } from "./wire.ts";

/** A resource as somebody wrote it, before it has an identity. */
export interface ManifestObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  /** All fields but apiVersion, kind, metadata and status, which is ours to write. */
  readonly content: Readonly<Record<string, unknown>>;
  readonly place: Place;
}

/**
 * Reads the documents of a YAML or JSON file; lists (`kind: List`) are opened, empty documents left out.
 * Of a Secret, `stringData` goes into `data` as the API server does it.
 *
 * @param file - for places in errors.
 * @throws {AtlasError} `E_MANIFEST` with file, line and column of the first mistake.
 */
export function parseManifests(text: string, file: string): readonly ManifestObject[] {
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false });
  // An empty stream is one empty value.
  if (!Array.isArray(documents)) return [];
  const objects: ManifestObject[] = [];
  for (const document of documents) {
    const at = (path: readonly (string | number)[]): Place => placeOf(document, path, file, lines);
    const [mistake] = document.errors;
    if (mistake !== undefined) {
      const { line, col } = lines.linePos(mistake.pos[0]);
      throw problem(firstLine(mistake.message), { file, line: Math.max(1, line), column: Math.max(1, col) });
    }
    const value = toValue(document, at);
    if (value === null) continue;
    const items = isRecord(value) && value["kind"] === "List" ? value["items"] : undefined;
    if (Array.isArray(items))
      for (const [index, item] of items.entries()) objects.push(readManifest(item, ["items", index], at));
    else objects.push(readManifest(value, [], at));
  }
  return objects;
}

type At = (path: readonly (string | number)[]) => Place;

function toValue(document: Document, at: At): unknown {
  try {
    // Aliases are opened; a file of a few lines that would grow without end is refused.
    return document.toJS({ maxAliasCount: 1000 });
  } catch (error) {
    throw problem(error instanceof Error ? firstLine(error.message) : "the document cannot be read", at([]));
  }
}

function readManifest(value: unknown, path: readonly (string | number)[], at: At): ManifestObject {
  if (!isRecord(value)) throw problem("a resource must be a mapping", at(path));
  const { apiVersion, kind, metadata, status: _, ...content } = value;
  if (typeof apiVersion !== "string" || apiVersion === "")
    throw problem("apiVersion is missing", at([...path, "apiVersion"]));
  if (typeof kind !== "string" || kind === "") throw problem("kind is missing", at([...path, "kind"]));
  if (!isRecord(metadata)) throw problem("metadata is missing", at([...path, "metadata"]));
  const { name, namespace } = metadata;
  if (typeof name !== "string" || name === "")
    throw problem("metadata.name is missing", at([...path, "metadata", "name"]));
  if (namespace !== undefined && typeof namespace !== "string")
    throw problem("metadata.namespace must be text", at([...path, "metadata", "namespace"]));
  const texts = (holder: Readonly<Record<string, unknown>>, field: string, under: readonly string[]) =>
    readTexts(holder[field], [...path, ...under, field], at);
  const isCore = apiVersion === "v1";
  return {
    apiVersion,
    kind,
    name,
    namespace: namespace || "default",
    labels: texts(metadata, "labels", ["metadata"]),
    annotations: texts(metadata, "annotations", ["metadata"]),
    content:
      isCore && kind === "Secret"
        ? secretContent(content, texts(content, "data", []), texts(content, "stringData", []))
        : isCore && kind === "ConfigMap"
          ? { ...content, data: texts(content, "data", []) }
          : content,
    place: at(path),
  };
}

function secretContent(
  content: Readonly<Record<string, unknown>>,
  data: Readonly<Record<string, string>> = {},
  stringData: Readonly<Record<string, string>> = {},
): Readonly<Record<string, unknown>> {
  const { stringData: _, ...kept } = content;
  const encoded = Object.entries(stringData).map(([key, text]) => [
    key,
    Buffer.from(text).toString("base64"),
  ]);
  return { ...kept, data: { ...data, ...Object.fromEntries(encoded) } };
}

/** A mapping of texts; no message shows a value, since it may be a Secret's. */
function readTexts(
  value: unknown,
  path: readonly (string | number)[],
  at: At,
): Readonly<Record<string, string>> | undefined {
  if (value === undefined || value === null) return undefined;
  const field = path.filter((part) => typeof part === "string").join(".");
  if (!isRecord(value)) throw problem(`${field} must be a mapping`, at(path));
  return Object.fromEntries(
    Object.entries(value).map(([key, text]) => {
      if (typeof text !== "string")
        throw problem(`${field}.${key} must be text: put it in quotes`, at([...path, key]));
      return [key, text];
    }),
  );
}

/** Where a value stands, or the nearest value around it that exists. */
function placeOf(
  document: Document,
  path: readonly (string | number)[],
  file: string,
  lines: LineCounter,
): Place {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    const start = startOf(node);
    if (start !== undefined) return place(start, file, lines);
  }
  return place(startOf(document.contents) ?? document.range?.[0] ?? 0, file, lines);
}

function startOf(node: unknown): number | undefined {
  if (typeof node !== "object" || node === null || !("range" in node)) return undefined;
  const { range } = node;
  return Array.isArray(range) && typeof range[0] === "number" ? range[0] : undefined;
}

function place(offset: number, file: string, lines: LineCounter): Place {
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(1, line), column: Math.max(1, col) };
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text;
}

function problem(message: string, place: Place): AtlasError {
  return new AtlasError("E_MANIFEST", message, {
    place,
    hint: "Correct the file; until then its last good version counts.",
  });
}
