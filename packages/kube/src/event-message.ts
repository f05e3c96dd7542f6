/** What the API server accepts in the message of an event, in bytes. */
export const maxMessageBytes = 1024;

/** The longest start of a text that fits, with "…" at the end if something is missing. */
export function cutToBytes(text: string, maxBytes: number): string {
  const bytes = Buffer.from(text);
  if (bytes.length <= maxBytes) return text;
  const mark = "…";
  let end = maxBytes - Buffer.byteLength(mark);
  // Not within a character: its further bytes start with the bits 10.
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.toString("utf8", 0, end) + mark;
}
