import { testMajors } from "../../databases.ts";
import { postgresCrashes } from "./crash-postgres.ts";
import { describeKilledProcess } from "./process-killed.ts";

for (const major of testMajors([16])) describeKilledProcess(postgresCrashes(major));
