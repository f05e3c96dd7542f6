import { scriptedKind } from "./scripted.ts";

/** Triggers: their text is all there is to them, as for views, with which they share `scripted.ts`. */
export const triggerKind = scriptedKind("trigger");
