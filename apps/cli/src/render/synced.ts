/** What `schema diff` says when there is nothing to say. */
export const syncedText = "Schemas are synced, no changes to be made.\n";
