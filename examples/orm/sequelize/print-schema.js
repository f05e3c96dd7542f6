import { sequelize } from "./models.js";

// Prints the statements that `sequelize.sync()` would run against an empty database, without one.
const statements = [];
sequelize.query = async (sql, options) => {
  const text = (typeof sql === "string" ? sql : sql.query).trim();
  if (/^(CREATE|ALTER|COMMENT|DO)\b/i.test(text)) statements.push(text.endsWith(";") ? text : `${text};`);
  // Nothing exists yet: a question for one row finds none, any other an empty list.
  return options?.plain ? null : [];
};
// After creating an enum Sequelize asks the server for the numbers of its types; nobody is there to tell.
sequelize.connectionManager._refreshDynamicOIDs = async () => {};
await sequelize.sync();
process.stdout.write(`${statements.join("\n")}\n`);
