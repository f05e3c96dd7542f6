import type { Figure } from "./bench.ts";
import { medianRun, runProgram } from "./measure.ts";
import { bundledCli } from "./programs.ts";

/** `atlas version`, the whole process, beside a bare Node. */
export async function benchStart(): Promise<readonly Figure[]> {
  const cli = await bundledCli();
  const bare = await medianRun(11, () => runProgram(["-e", "0"]));
  const version = await medianRun(11, () => runProgram([cli, "version"]));
  return [
    {
      what: "atlas version, whole process, bundled",
      budget: "60 ms, 60 MB",
      figures: {
        wallMs: version.wallMs,
        cpuMs: version.cpuMs,
        maxRssMb: version.maxRssMb,
        bareNodeMs: bare.wallMs,
        ratioToBareNode: version.wallMs / bare.wallMs,
      },
    },
  ];
}
