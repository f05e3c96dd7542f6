/** Our own version; the bundle replaces it by the release's. */
export const version = "0.1.0";
