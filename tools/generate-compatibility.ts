import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { readCatalogue } from "./compatibility/items.ts";
import { readEvidence } from "./compatibility/judge.ts";
import { renderPage } from "./compatibility/render.ts";

/** Writes the page of compatibility, from the catalogue of what there is and the tests that show its state. */
process.chdir(join(import.meta.dirname, ".."));
const page = renderPage(readCatalogue("tools/compatibility/catalogue"), readEvidence());
writeFileSync("docs/reference/compatibility.md", page);
process.stdout.write(`docs/reference/compatibility.md: ${Buffer.byteLength(page)} bytes\n`);
