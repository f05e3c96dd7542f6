import { defineCommand } from "../command.ts";

export const version = defineCommand({
  name: "version",
  summary: "Print the version",
  description: "Prints the version of this program and where its release notes are.",
  examples: ["atlas version"],
  flags: {},
  run: async (_values, { terminal, version: stamp }) => {
    terminal.out(versionText(stamp));
    return 0;
  },
});

/** @param stamp - such as `0.1.0-4f2a91c`; empty: this build was not stamped. */
export function versionText(stamp: string): string {
  const releases = "https://github.com/ariga/atlas/releases";
  if (stamp === "") return `atlas version - development\n${releases}/latest\n`;
  const [release = ""] = stamp.split("-", 1);
  return `atlas version v${stamp}\n${releases}/${stamp === release ? `tag/v${release}` : "latest"}\n`;
}
