import { scriptedKind } from "./scripted.ts";

/** Views: their text is all there is to them, as for triggers, with which they share `scripted.ts`. */
export const viewKind = scriptedKind("view");
