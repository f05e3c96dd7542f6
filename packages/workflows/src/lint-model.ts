import { AtlasError, type Dialect, type Model, type State } from "@atlas/core";

/**
 * A state as analyzers see it, with the name of the schema that it is bound to.
 *
 * @throws {AtlasError} `E_DEV_UNAVAILABLE` for a family without analysis.
 */
export function lintModel(state: State, dialect: Dialect): Model {
  if (!dialect.model)
    throw new AtlasError("E_DEV_UNAVAILABLE", `there is no analysis for ${dialect.name}`, {
      hint: "Name a dev database of PostgreSQL, MySQL, MariaDB or SQLite.",
    });
  const { bound } = state.scope;
  return { ...dialect.model(state), ...(bound !== null && bound !== "" && { bound }) };
}
