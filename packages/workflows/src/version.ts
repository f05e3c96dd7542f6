declare const ATLAS_BUILD: string | undefined;

/** Our own version. */
export const version = "0.1.0";

/**
 * A hash of all source that this program was bundled from; `undefined` when it runs from source. What one
 * build wrote down of its own model, another must not read: the version alone does not tell them apart.
 */
export const buildId: string | undefined = typeof ATLAS_BUILD === "string" ? ATLAS_BUILD : undefined;
