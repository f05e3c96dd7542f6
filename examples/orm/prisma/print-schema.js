import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import * as engineModule from "@prisma/schema-engine-wasm/schema_engine_bg";

// Prisma's own schema engine as WebAssembly: no database, and no binary to download.
const wasm = new URL(
  "./schema_engine_bg.wasm",
  import.meta.resolve("@prisma/schema-engine-wasm/schema_engine_bg"),
);
const { instance } = await WebAssembly.instantiate(readFileSync(fileURLToPath(wasm)), {
  "./schema_engine_bg.js": engineModule,
});
engineModule.__wbg_set_wasm(instance.exports);
instance.exports.__wbindgen_start();

// The engine wants a connection before it starts. What the models mean needs none.
const nothing = {
  provider: "postgres",
  adapterName: "none",
  queryRaw: async () => ({ columnNames: [], columnTypes: [], rows: [] }),
  executeRaw: async () => 0,
  executeScript: async () => {},
  getConnectionInfo: () => ({ schemaName: "public", supportsRelationJoins: true }),
  dispose: async () => {},
};
const connect = async () => nothing;
const adapter = bindMigrationAwareSqlAdapterFactory({
  provider: "postgres",
  adapterName: "none",
  connect,
  connectToShadowDb: connect,
});

const path = "prisma/schema.prisma";
const content = readFileSync(path, "utf8");
const engine = await engineModule.SchemaEngine.new({ datamodels: [[path, content]] }, () => {}, adapter);
const { stdout } = await engine.diff({
  from: { tag: "empty" },
  to: { tag: "schemaDatamodel", files: [{ path, content }] },
  script: true,
  exitCode: null,
  filters: { externalTables: [], externalEnums: [] },
});
process.stdout.write(stdout);
