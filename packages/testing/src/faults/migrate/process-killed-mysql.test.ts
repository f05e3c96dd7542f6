import { mysqlServers } from "../../databases.ts";
import { mysqlCrashes } from "./crash-mysql.ts";
import { describeKilledProcess } from "./process-killed.ts";

for (const kind of mysqlServers()) describeKilledProcess(mysqlCrashes(kind));
