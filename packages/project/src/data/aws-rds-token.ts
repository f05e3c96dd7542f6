import type { DataSource } from "./registry.ts";
import { askForToken } from "./token.ts";

/** A password for RDS that is good for 15 minutes. Escape it with `urlescape` before it goes into a URL. */
export const awsRdsToken: DataSource = async (block, { host }) => {
  const request = {
    endpoint: block.requiredText("endpoint"),
    username: block.requiredText("username"),
    region: block.text("region"),
    profile: block.text("profile"),
  };
  block.done();
  return await askForToken(block, host, () => host.cloud.awsRdsToken(request));
};
