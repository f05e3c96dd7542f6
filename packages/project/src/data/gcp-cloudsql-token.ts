import type { DataSource } from "./registry.ts";

/** The scope that lets a token log in to Cloud SQL, and nothing else. */
const scope = "https://www.googleapis.com/auth/sqlservice.login";

/** A password for Cloud SQL, from Application Default Credentials. */
export const gcpCloudsqlToken: DataSource = async (block, { host }) => {
  block.text("region"); // Tokens are good for all regions.
  block.done();
  const token = await host.cloud.gcpToken([scope]);
  host.onSecret(token);
  return token;
};
