declare const ATLAS_VERSION: string | undefined;

/** The version a build was stamped with, such as `0.1.0` or `0.1.0-4f2a91c`; empty when run from source. */
export const stamp: string = typeof ATLAS_VERSION === "string" ? ATLAS_VERSION : "";
