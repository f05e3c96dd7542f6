import { objectOf } from "@atlas/hcl";
import type { DataSource } from "./registry.ts";

/** Several schemas as one, loaded one after the other onto the same dev database. */
export const compositeSchema: DataSource = async (block, { name, addSource }) => {
  const blocks = block.blocks("schema");
  const parts = blocks.map((part) => {
    if (part.labels.length > 1) part.wantLabels(1);
    const url = part.requiredText("url");
    const place = part.placeOf("url");
    part.done();
    return { schema: part.labels[0], url, place };
  });
  block.done();
  if (parts.length === 0)
    throw block.problem(
      "a composite schema has at least one block schema",
      'Write schema "name" { url = "…" }.',
    );
  const url = `mem://composite_schema/${name}`;
  addSource(url, { kind: "composite", parts });
  return objectOf([["url", url]]);
};
