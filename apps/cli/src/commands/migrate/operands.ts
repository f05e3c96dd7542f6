import { AtlasError } from "@atlas/core";

/** @throws {AtlasError} `E_FLAG` for more words than a command takes. */
export function atMost(count: number, operands: readonly string[]): void {
  if (operands.length > count)
    throw new AtlasError("E_FLAG", `accepts at most ${count} arg(s), received ${operands.length}`);
}

/** @throws {AtlasError} `E_FLAG` for fewer words than a command needs. */
export function atLeast(count: number, operands: readonly string[]): void {
  if (operands.length < count)
    throw new AtlasError("E_FLAG", `requires at least ${count} arg(s), only received ${operands.length}`);
}
