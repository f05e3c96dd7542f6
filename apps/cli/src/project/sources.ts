import { AtlasError, type VariableInput } from "@atlas/core";
import type { NamedSource } from "@atlas/project";
import { directoryOf } from "@atlas/migrate";
import { resolveSources, type StateSource } from "@atlas/workflows";
import type { OpenEnv } from "./open.ts";

/** One side of a command: what is read, and with which variables. */
export interface Side {
  readonly sources: readonly StateSource[];
  /** Values for schemas in HCL. */
  readonly variables: Readonly<Record<string, VariableInput>>;
}

/**
 * What the values of `--url`, `--to` or `--from` stand for, also `env://` and the URLs of data sources.
 *
 * @param flag - its name without dashes, for messages.
 */
export async function readSources(
  urls: readonly string[],
  flag: string,
  open: OpenEnv,
  memo: SourceMemo = new Map(),
): Promise<Side> {
  const plain = await withoutEnvUrls(urls, open);
  const key = JSON.stringify([flag, plain]);
  const side = memo.get(key) ?? readPlain(plain, flag, open);
  memo.set(key, side);
  const { sources, variables } = await side;
  return { sources, variables: variables ?? { ...open.variables, ...open.env?.attributes } };
}

/** Sources by what they were read from, so that environments that share one read it once. */
export type SourceMemo = Map<string, Promise<PlainSide>>;

interface PlainSide extends Pick<Side, "sources"> {
  /** The only values there are; `undefined`: those of the environment. */
  readonly variables?: Side["variables"];
}

async function readPlain(plain: readonly string[], flag: string, open: OpenEnv): Promise<PlainSide> {
  if (!plain.some((url) => url.startsWith("mem://")))
    return { sources: await resolveSources(plain.map(withScheme(open)), flag) };
  const [url = "", second] = plain;
  if (second !== undefined)
    throw new AtlasError("E_SOURCE", `got several --${flag} urls, one of them of a data source`, {
      hint: 'Join them with a data "composite_schema".',
    });
  const source = open.project?.sources.get(url);
  if (!source)
    throw new AtlasError("E_SOURCE", `${JSON.stringify(url)} is not the url of a data source`, {
      hint: "Refer to it as data.type.name.url in the project file.",
    });
  return readNamed(source, flag, open);
}

async function readNamed(source: NamedSource, flag: string, open: OpenEnv): Promise<PlainSide> {
  switch (source.kind) {
    case "sql":
      return { sources: textsOf(source.files) };
    case "directory":
      // Without files it would be a schema without objects, and all there is would be dropped.
      if (source.files.length === 0)
        throw new AtlasError("E_SOURCE", `"${source.folder}" contains no SQL templates`, {
          hint: "Put files that end in .sql into the folder, or correct the path of the data source.",
        });
      return {
        sources: [{ type: "migrations", directory: directoryOf(source.folder, "atlas", source.files) }],
      };
    case "hcl":
      return {
        sources: await resolveSources(
          source.paths.map((path) => `file://${path}`),
          flag,
        ),
        variables: source.variables,
      };
    case "composite": {
      const parts = await Promise.all(
        source.parts.map(async (part) => sourcesOf(part, await readPlain([part.url], flag, open))),
      );
      return { sources: numbered(parts) };
    }
  }
}

/** What one part of a composite schema is made of. */
function sourcesOf({ schema, place }: CompositePart, side: PlainSide): readonly TextSource[] {
  return side.sources.flatMap(inText).map((source) => {
    if (source.type !== "text")
      throw new AtlasError("E_SOURCE", "a composite schema is made of texts by this version", {
        place,
        hint: "Let each part be files in SQL or HCL, a folder of them, or a program that prints SQL.",
      });
    if (schema !== undefined && source.schema !== undefined && source.schema !== schema)
      throw new AtlasError(
        "E_SOURCE",
        `schema ${JSON.stringify(source.schema)} is loaded into schema ${JSON.stringify(schema)} by the composite schema around it`,
        { place, hint: "Leave out one of the labels." },
      );
    return {
      ...source,
      ...(schema !== undefined && { schema }),
      ...(side.variables && { variables: side.variables }),
    };
  });
}

/** Migration files that are nothing but statements are a text like any other. */
function inText(source: StateSource): readonly StateSource[] {
  if (source.type !== "migrations") return [source];
  const { format, files } = source.directory;
  const isPlain =
    format === "atlas" && !files.some(({ text }) => /\batlas:(?:txtar|checkpoint|delimiter)\b/.test(text));
  return isPlain ? textsOf(files) : [source];
}

type TextSource = Extract<StateSource, { readonly type: "text" }>;
type CompositePart = Extract<NamedSource, { readonly kind: "composite" }>["parts"][number];

/** Parts count from 1; a part that is made of parts itself counts as so many. */
function numbered(parts: readonly (readonly TextSource[])[]): readonly TextSource[] {
  let count = 0;
  return parts.flatMap((sources) => {
    const first = count + 1;
    return sources.map((source) => {
      count = Math.max(count, first + (source.part ?? 0));
      return { ...source, part: first + (source.part ?? 0) };
    });
  });
}

function textsOf(files: readonly { readonly name: string; readonly text: string }[]): readonly StateSource[] {
  return files.map(({ name, text }) => ({ type: "text", name, text }));
}

async function withoutEnvUrls(urls: readonly string[], open: OpenEnv): Promise<readonly string[]> {
  const [url = ""] = urls.filter((each) => each.startsWith("env://"));
  if (url === "") return urls;
  if (urls.length > 1)
    throw new AtlasError("E_PROJECT", "cannot use multiple env:// variables in a single flag", {
      hint: "Give one of them, or let the attribute be a list.",
    });
  const { resolveEnvUrl } = await import("@atlas/project");
  return resolveEnvUrl(url, open.env);
}

/** Paths in a project file may be written without `file://`. */
function withScheme({ env }: OpenEnv): (url: string) => string {
  return (url) => (env?.src.includes(url) && !/^[A-Za-z][\w+.-]*:\/\//.test(url) ? `file://${url}` : url);
}

/** The one URL that a flag names, `env://` resolved. */
export async function oneUrl(url: string, flag: string, open: OpenEnv): Promise<string> {
  const [first = "", second] = await withoutEnvUrls([url], open);
  if (second === undefined) return first;
  throw new AtlasError("E_PROJECT", `--${flag} takes one url, but the attribute has several`, {
    hint: "Name an attribute with one url.",
  });
}
