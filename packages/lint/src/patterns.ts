import { compileRe2 } from "@atlas/hcl";

/**
 * Whether a regular expression in RE2's syntax matches any part of a text.
 *
 * @throws {ConversionError} for a pattern that is not understood.
 */
export function matches(pattern: string, text: string): boolean {
  return compileRe2(pattern).test(text);
}
