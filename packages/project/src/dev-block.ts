import type { SettingsBlock } from "./block.ts";
import type { BaselineText } from "./settings.ts";

/** A dev database as a block `docker` or `dev` defines it. */
export interface DevDefinition {
  readonly url: string;
  readonly baseline: BaselineText | undefined;
}

const drivers = ["postgres", "mysql", "mariadb", "sqlserver", "clickhouse"];

/** Images of one name and a tag, which `docker://name/tag` stands for. */
const plainImages: Readonly<Record<string, string>> = {
  postgres: "postgres",
  "postgis/postgis": "postgis",
  "pgvector/pgvector": "pgvector",
  mysql: "mysql",
  mariadb: "mariadb",
};

/** @throws {AtlasError} `E_HCL`, `E_DEV_UNAVAILABLE` for what no launcher of ours does. */
export function readDevBlock(block: SettingsBlock): DevDefinition {
  const [driver = "", name = ""] = block.labels;
  const baseline = (): BaselineText | undefined => {
    const text = block.text("baseline");
    return text === undefined ? undefined : { name: `${block.type}.${driver}.${name}.baseline`, text };
  };
  if (block.type === "dev") {
    const definition = { url: block.requiredText("url"), baseline: baseline() };
    block.done();
    return definition;
  }
  if (!drivers.includes(driver))
    throw block.problem(
      `unsupported docker driver ${JSON.stringify(driver)}`,
      `Use one of: ${drivers.join(", ")}.`,
    );
  const image = block.requiredText("image");
  const schema = block.text("schema");
  const database = block.text("database");
  block.bool("template"); // Servers of ours are always copied from a template.
  const refused =
    ["command"].find((attribute) => block.has(attribute)) ?? (block.blocks("build")[0] && "build");
  if (refused !== undefined)
    throw block.problem(
      `${refused} in a docker block is not supported by this version`,
      'Start the container yourself, and give its URL in a block: dev "postgres" "name" { url = "…" }.',
      refused,
    );
  const definition = { url: dockerUrl(driver, image, schema, database), baseline: baseline() };
  block.done();
  return definition;
}

/** The URL that asks for the same server on the command line. */
function dockerUrl(
  driver: string,
  image: string,
  schema: string | undefined,
  database: string | undefined,
): string {
  const [, name = image, tag = "latest"] = /^([^@]*?)(?::([^:/@]+))?$/.exec(image) ?? [];
  const alias = Object.hasOwn(plainImages, name) ? plainImages[name] : undefined;
  // Elsewhere a schema is a database of the server.
  const isPostgres = driver === "postgres";
  const path = database ?? (isPostgres ? "dev" : schema);
  const query = isPostgres && schema !== undefined ? `?search_path=${encodeURIComponent(schema)}` : "";
  const start = alias === undefined ? `docker+${driver}://_/${name}:${tag}` : `docker://${alias}/${tag}`;
  return `${start}${path === undefined ? "" : `/${encodeURIComponent(path)}`}${query}`;
}
