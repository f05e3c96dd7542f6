import { censusOfSqlite } from "../corpus/census-sqlite.ts";
import { sqliteServer } from "../databases.ts";
import { testLaws } from "./laws.ts";
import { sqliteSchemas } from "./sqlite-schemas.ts";

testLaws(sqliteServer, sqliteSchemas, censusOfSqlite);
