import { testMajors } from "../../databases.ts";
import { postgresCrashes } from "./crash-postgres.ts";
import { describeKilledServer } from "./server-killed.ts";

for (const major of testMajors([16])) describeKilledServer(postgresCrashes(major));
