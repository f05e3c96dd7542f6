import { resolve } from "node:path";
import { objectOf } from "@atlas/hcl";
import { plainMap } from "../plain.ts";
import type { DataSource } from "./registry.ts";

/** HCL schema files with input values of their own. */
export const hclSchema: DataSource = async (block, { name, folder, host, addSource }) => {
  const path = block.text("path");
  const paths = block.texts("paths");
  const vars = block.map("vars");
  block.done();
  if (path !== undefined && paths)
    throw block.problem("path and paths cannot be set together", "Keep one of them.", "paths");
  const all = path === undefined ? (paths ?? []) : [path];
  if (all.length === 0) throw block.problem("path or paths must be set", 'Write path = "schema.hcl".');
  const found = all.map((each) => resolve(folder, each.replace(/^file:\/\//, "")));
  for (const [index, each] of found.entries()) {
    if (host.isFolder(each)) continue;
    try {
      host.readText(each);
    } catch {
      throw block.problem(
        `open ${all[index]}: no such file or directory`,
        "Check the path, which is relative to the project file.",
        path === undefined ? "paths" : "path",
      );
    }
  }
  const url = `mem://hcl_schema/${name}`;
  addSource(url, { kind: "hcl", paths: found, variables: vars ? plainMap(vars, block, "vars") : {} });
  return objectOf([["url", url]]);
};
