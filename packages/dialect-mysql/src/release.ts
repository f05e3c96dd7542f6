import type { Release } from "@atlas/core";
import { serverOf } from "./flavour.ts";

const families = { mysql: "MySQL", mariadb: "MariaDB", tidb: "TiDB" } as const;

/** Which of the families that speak one protocol wrote a version text, and which of its series it is of. */
export function releaseOf(text: string): Release {
  const { flavour, version } = serverOf(text);
  return {
    family: families[flavour],
    series: version.slice(0, 2).join("."),
    ...(flavour === "mariadb" && { driver: flavour }),
  };
}
