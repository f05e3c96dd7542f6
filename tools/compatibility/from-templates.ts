import { readFileSync } from "node:fs";
import { tokenize } from "../../packages/template/src/tokens.ts";
import type { Evidence } from "./evidence.ts";

/** The functions, keywords and members that a template uses: `sql`, `range`, `.Realm`. */
export function namesInTemplate(text: string): ReadonlySet<string> {
  const names = new Set<string>();
  let path = "";
  for (const token of tokenize(text)) {
    // Members of members: `.Changes.Applied` is two tokens.
    path = token.type === "field" ? path + token.text : "";
    if (path !== "") names.add(path);
    if (token.type === "identifier" || token.type === "keyword" || token.type === "field")
      names.add(token.text);
    if (token.type === "pipe") names.add("|");
    if (token.type === "declare") names.add(":=");
    if (token.type === "assign") names.add("=");
    if (token.type === "variable") names.add("$x");
  }
  if (/\{\{-? ?\/\*/.test(text)) names.add("/* */");
  if (/\{\{- | -\}\}/.test(text)) names.add("{{- -}}");
  return names;
}

const vectorsFile = "packages/template/src/go-vectors.json";

/** What templates of ours print as Go's do. */
export function fromTemplates(evidence: Evidence): void {
  // A file of ours, of this shape.
  const { vectors } = JSON.parse(readFileSync(vectorsFile, "utf8")) as {
    readonly vectors: readonly { readonly template: string; readonly prints?: string }[];
  };
  for (const { template, prints } of vectors)
    if (prints !== undefined)
      for (const name of namesInTemplate(template)) evidence.works(`template any ${name}`, vectorsFile);
}
