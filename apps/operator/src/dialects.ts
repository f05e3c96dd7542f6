import { AtlasError, type DatabaseUrl, type Dialect, Secret } from "@atlas/core";
import { mysql } from "@atlas/dialect-mysql";
import { postgres } from "@atlas/dialect-postgres";
import { sqlite } from "@atlas/dialect-sqlite";

/** The database families that the operator serves. */
export const dialects: readonly Dialect[] = [postgres, mysql, sqlite];

/** Whether a dev database of the family runs in a pod, where there is a cluster. */
export function needsPod(target: DatabaseUrl): boolean {
  return target.dialect === "mysql";
}

/** The dev database of a resource that names none: in this process or beside it, of the target's version. */
export function embeddedDevUrl(target: DatabaseUrl): Secret<string> {
  switch (target.dialect) {
    case "postgres": {
      // The same schema name, so that the desired state may also name it.
      const bound = target.bound === null ? "" : `?search_path=${encodeURIComponent(target.bound)}`;
      return new Secret(`embedded://postgres${bound}`);
    }
    case "mysql":
      return new Secret(target.bound === null ? "embedded://mysql" : "embedded://mysql//dev");
    case "sqlite":
      return new Secret("sqlite://db?mode=memory");
    default:
      throw new AtlasError("E_DEV_UNAVAILABLE", `there is no embedded dev database for ${target.dialect}`, {
        hint: "Set spec.devURL.",
      });
  }
}
