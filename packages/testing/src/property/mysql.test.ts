import { after } from "node:test";
import { censusOfMysql } from "../corpus/census-mysql.ts";
import { closeServers, mysqlServers } from "../databases.ts";
import { testLaws } from "./laws.ts";
import { mysqlSchemas } from "./mysql/index.ts";

after(closeServers);

for (const server of mysqlServers())
  testLaws(server, mysqlSchemas(server.flavour), censusOfMysql, { runs: 30, plans: 80 });
