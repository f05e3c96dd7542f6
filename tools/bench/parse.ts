import { Secret } from "../../packages/core/src/index.ts";
import { postgres } from "../../packages/dialect-postgres/src/index.ts";
import { parse } from "../../packages/hcl/src/index.ts";
import type { Figure } from "./bench.ts";
import { benchSchema } from "./schema.ts";
import { benchServer } from "./server.ts";

const size = 2_000_000;

/** Parsing two megabytes of a schema in HCL, and reading it into objects; in this process, the best of several. */
export async function benchParse(): Promise<readonly Figure[]> {
  await using server = await benchServer();
  const url = await server.database(benchSchema(1_600, "postgres"));
  await using driver = await postgres.connect(postgres.parseUrl(new Secret(url)));
  const text = postgres.hcl.print(await driver.inspect({ schemas: [] }), "public");
  const source = { name: "bench.hcl", text };
  const parsing = best(() => void parse(source));
  const reading = best(() => void postgres.hcl.read([source], { bound: true, variables: {} }));
  const perSize = size / text.length;
  return [
    {
      what: "2 MB of HCL",
      budget: "parsed in 500 ms",
      figures: { parseMs: parsing * perSize, readMs: reading * perSize, bytes: text.length },
    },
  ];
}

function best(work: () => void): number {
  return Math.min(
    ...Array.from({ length: 5 }, () => {
      const started = performance.now();
      work();
      return performance.now() - started;
    }),
  );
}
