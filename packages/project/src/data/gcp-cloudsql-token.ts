import type { DataSource } from "./registry.ts";
import { askForToken } from "./token.ts";

/** The scope that lets a token log in to Cloud SQL, and nothing else. */
const scope = "https://www.googleapis.com/auth/sqlservice.login";

/** A password for Cloud SQL, from Application Default Credentials. */
export const gcpCloudsqlToken: DataSource = async (block, { host }) => {
  block.text("region"); // Tokens are good for all regions.
  block.done();
  return await askForToken(block, host, () => host.cloud.gcpToken([scope]));
};
