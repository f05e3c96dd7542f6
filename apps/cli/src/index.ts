export { type Host, runCli } from "./cli.ts";
export { root } from "./commands/root.ts";
export { openTerminal, type Terminal } from "./terminal.ts";
