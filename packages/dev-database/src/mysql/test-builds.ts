import { findBuilds, type ServerBuild } from "./builds.ts";
import { flavourTitles } from "./flavour.ts";
import { nearest } from "./nearest.ts";

/** The newest server of each flavour on this machine, under its name; `npm test` provides them. */
export function testBuilds(): readonly (readonly [label: string, build: ServerBuild])[] {
  const all = findBuilds({ env: process.env });
  return (["mariadb", "mysql"] as const).flatMap((flavour) => {
    const build = nearest(
      all.filter((each) => each.flavour === flavour),
      undefined,
    );
    return build === undefined ? [] : [[`${flavourTitles[flavour]} ${build.version}`, build] as const];
  });
}
