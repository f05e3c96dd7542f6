import { mysqlServers } from "../../databases.ts";
import { mysqlCrashes } from "./crash-mysql.ts";
import { describeKilledServer } from "./server-killed.ts";

for (const kind of mysqlServers()) describeKilledServer(mysqlCrashes(kind));
