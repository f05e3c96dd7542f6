import { mysqlServers } from "../../databases.ts";
import { mysqlCrashes } from "./crash-mysql.ts";
import { mysqlDownFiles } from "./down-files.ts";
import { describeKilledDown } from "./down-killed.ts";

for (const server of mysqlServers()) describeKilledDown(mysqlCrashes(server), mysqlDownFiles);
