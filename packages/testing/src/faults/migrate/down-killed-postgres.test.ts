import { testMajors } from "../../databases.ts";
import { postgresCrashes } from "./crash-postgres.ts";
import { concurrentFiles, heldFiles } from "./down-files.ts";
import { describeKilledDown } from "./down-killed.ts";

for (const major of testMajors([16]))
  for (const files of [heldFiles, concurrentFiles]) describeKilledDown(postgresCrashes(major), files);
