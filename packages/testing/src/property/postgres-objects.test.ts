import { after } from "node:test";
import { censusOfPostgres } from "../corpus/census-postgres.ts";
import { closeServers, postgresServer, testMajors } from "../databases.ts";
import { testLaws } from "./laws.ts";
import { postgresObjects } from "./postgres/index.ts";

after(closeServers);

for (const major of testMajors([16]))
  testLaws(postgresServer(major), postgresObjects(major), censusOfPostgres, { runs: 12, plans: 40 });
