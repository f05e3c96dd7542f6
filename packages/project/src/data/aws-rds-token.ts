import type { DataSource } from "./registry.ts";

/** A password for RDS that is good for 15 minutes. Escape it with `urlescape` before it goes into a URL. */
export const awsRdsToken: DataSource = async (block, { host }) => {
  const request = {
    endpoint: block.requiredText("endpoint"),
    username: block.requiredText("username"),
    region: block.text("region"),
    profile: block.text("profile"),
  };
  block.done();
  const token = await host.cloud.awsRdsToken(request);
  host.onSecret(token);
  return token;
};
