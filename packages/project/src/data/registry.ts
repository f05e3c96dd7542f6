import type { Value } from "@atlas/hcl";
import type { SettingsBlock } from "../block.ts";
import type { ProjectHost } from "../host.ts";
import type { NamedSource } from "../settings.ts";
import { awsRdsToken } from "./aws-rds-token.ts";
import { compositeSchema } from "./composite-schema.ts";
import { external } from "./external.ts";
import { externalSchema } from "./external-schema.ts";
import { gcpCloudsqlToken } from "./gcp-cloudsql-token.ts";
import { hclSchema } from "./hcl-schema.ts";
import { http } from "./http.ts";
import { fromRegistry, fromStorage } from "./registry-sources.ts";
import { runtimevar } from "./runtimevar.ts";
import { sql } from "./sql.ts";
import { templateDir } from "./template-dir.ts";

export interface DataContext {
  /** Its second label. */
  readonly name: string;
  readonly host: ProjectHost;
  /** Folder of the project file. */
  readonly folder: string;
  /** Makes a `mem://` URL mean something. */
  readonly addSource: (url: string, source: NamedSource) => void;
}

/** What a `data` block of one type is worth. Errors need no name in front. */
export type DataSource = (block: SettingsBlock, context: DataContext) => Promise<Value>;

/** All types of data sources. */
export const dataSources: ReadonlyMap<string, DataSource> = new Map<string, DataSource>([
  ["aws_rds_token", awsRdsToken],
  ["blob_dir", fromStorage],
  ["cloud_databases", fromRegistry],
  ["composite_schema", compositeSchema],
  ["external", external],
  ["external_schema", externalSchema],
  ["gcp_cloudsql_token", gcpCloudsqlToken],
  ["hcl_schema", hclSchema],
  ["http", http],
  ["remote_dir", fromRegistry],
  ["remote_schema", fromRegistry],
  ["runtimevar", runtimevar],
  ["sql", sql],
  ["template_dir", templateDir],
]);
