import { mysqlServers } from "../../databases.ts";
import { describeKilledApply } from "./apply-killed.ts";
import { mysqlCrashes } from "./crash-mysql.ts";

for (const server of mysqlServers()) {
  const kind = mysqlCrashes(server);
  describeKilledApply(kind, "file", kind.files);
  describeKilledApply(kind, "all", kind.files);
}
