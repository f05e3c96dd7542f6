import { AtlasError } from "@atlas/core";
import { remembered } from "../../remembered.ts";

/** What the catalog says of a column besides its type, default and expression. */
export interface ColumnExtra {
  readonly autoIncrement: boolean;
  /** As SQL writes it: `CURRENT_TIMESTAMP(3)`. */
  readonly onUpdate?: string;
  /** The column is computed; absent: it is not. */
  readonly stored?: boolean;
  /** MySQL: the default is an expression. */
  readonly expressionDefault: boolean;
  readonly invisible: boolean;
  readonly withoutSystemVersioning: boolean;
  /** MySQL: no secondary engine, such as HeatWave, loads it. Not modelled. */
  readonly notSecondary: boolean;
}

const phrases =
  /^(?:(auto_increment)|(default_generated)|on update current_timestamp(?:\((\d*)\))?()|(stored|virtual|persistent) generated|(invisible)|(without system versioning)|(not secondary)|null)(?:,?\s+|$)/i;

/**
 * Reads `COLUMNS.EXTRA`, such as `DEFAULT_GENERATED on update CURRENT_TIMESTAMP(3)` or `VIRTUAL GENERATED, INVISIBLE`.
 *
 * @throws {AtlasError} `E_READ` for anything else.
 */
export const parseExtra: (text: string) => ColumnExtra = remembered((text) => {
  let extra: ColumnExtra = {
    autoIncrement: false,
    expressionDefault: false,
    invisible: false,
    withoutSystemVersioning: false,
    notSecondary: false,
  };
  for (let rest = text.trim(); rest !== "";) {
    const found = phrases.exec(rest);
    if (!found)
      throw new AtlasError("E_READ", `unknown extra column attribute ${JSON.stringify(rest)}`, {
        details: { extra: text },
        hint: "Please report it with the version of the server.",
      });
    const [whole, autoIncrement, generated, digits, updated, stored, invisible, unversioned, unloaded] =
      found;
    extra = {
      ...extra,
      ...(autoIncrement !== undefined && { autoIncrement: true }),
      ...(generated !== undefined && { expressionDefault: true }),
      ...(updated !== undefined && { onUpdate: currentTimestamp(digits) }),
      ...(stored !== undefined && { stored: stored.toLowerCase() !== "virtual" }),
      ...(invisible !== undefined && { invisible: true }),
      ...(unversioned !== undefined && { withoutSystemVersioning: true }),
      ...(unloaded !== undefined && { notSecondary: true }),
    };
    rest = rest.slice(whole.length);
  }
  return extra;
});

function currentTimestamp(digits: string | undefined): string {
  return digits === undefined || digits === "" ? "CURRENT_TIMESTAMP" : `CURRENT_TIMESTAMP(${digits})`;
}
