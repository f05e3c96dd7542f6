import { after } from "node:test";
import { censusOfPostgres } from "../corpus/census-postgres.ts";
import { closeServers, postgresServer, testMajors } from "../databases.ts";
import { testLaws } from "./laws.ts";
import { postgresSchemas } from "./postgres-schemas.ts";

after(closeServers);

for (const major of testMajors([16])) testLaws(postgresServer(major), postgresSchemas, censusOfPostgres);
