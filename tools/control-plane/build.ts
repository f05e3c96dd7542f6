// Builds the programs of a real Kubernetes control plane before the tests need them:
// node tools/control-plane/build.ts
import { obtainPrograms } from "../../packages/testing/src/control-plane/index.ts";

const programs = await obtainPrograms();
if (programs.unavailable === undefined) {
  process.stdout.write(`${programs.folder}\n`);
} else {
  process.stderr.write(`no control plane: ${programs.unavailable}\n`);
  process.exitCode = 1;
}
