import type { Secret } from "@atlas/core";
import { Client } from "pg";

/** Makes the schema that a URL is bound to, where a new database lacks it. `public` is always there. */
export async function createSchema(url: Secret<string>, schema: string | undefined): Promise<void> {
  if (schema === undefined || schema === "" || schema === "public") return;
  const client = new Client({ connectionString: url.reveal(), application_name: "atlas" });
  await client.connect();
  try {
    await client.query(`CREATE SCHEMA IF NOT EXISTS ${client.escapeIdentifier(schema)}`);
  } finally {
    await client.end();
  }
}
