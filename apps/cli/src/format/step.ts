import type { Step } from "@atlas/core";
import { Struct } from "@atlas/template";

/** A statement of a plan by the names of Go's structures; as JSON it is the step itself. */
export function stepStruct(step: Step): Struct {
  const fields = {
    Cmd: step.sql,
    Comment: step.comment,
    Reverse: step.undo,
    Blocks: step.blocks,
    LosesData: step.losesData,
    Transactional: step.transactional,
  };
  return new Struct("Change", fields, { text: () => step.sql, json: () => step });
}
