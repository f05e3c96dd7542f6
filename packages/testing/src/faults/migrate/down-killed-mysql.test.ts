import { mysqlServers } from "../../databases.ts";
import { mysqlCrashes } from "./crash-mysql.ts";
import { mysqlDownFiles } from "./down-files.ts";
import { describeKilledDown } from "./down-killed.ts";

// A run is killed some fifty times: on the newest of each flavour.
const newest = mysqlServers().filter(({ flavour }, at, all) => all[at + 1]?.flavour !== flavour);

for (const server of newest) describeKilledDown(mysqlCrashes(server), mysqlDownFiles);
