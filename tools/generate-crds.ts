import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { crdFiles } from "../apps/operator/src/crd/files.ts";

/** Writes the CustomResourceDefinitions of the operator to `deploy/crds`. */
const folder = join(import.meta.dirname, "..", "deploy", "crds");
await mkdir(folder, { recursive: true });
for (const [name, content] of crdFiles()) {
  await writeFile(join(folder, name), content);
  process.stdout.write(`deploy/crds/${name}: ${Buffer.byteLength(content)} bytes\n`);
}
