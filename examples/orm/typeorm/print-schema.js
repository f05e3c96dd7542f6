import { DataSource } from "typeorm";
import { entities } from "./models.js";

// An SQLite database in memory, empty: what TypeORM would run there is the whole schema.
const dataSource = new DataSource({ type: "sqljs", entities });
await dataSource.initialize();
const { upQueries } = await dataSource.driver.createSchemaBuilder().log();
await dataSource.destroy();
process.stdout.write(upQueries.map(({ query }) => `${query};\n`).join(""));
