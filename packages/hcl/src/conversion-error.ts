/** A value that a type does not take, or that cannot be computed. The message is a sentence part. */
export class ConversionError extends Error {
  override readonly name = "ConversionError";
}
