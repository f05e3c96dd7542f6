import { byteOffset } from "@atlas/lint";
import { placeOf, type Source } from "@atlas/hcl";
import { Struct } from "@atlas/template";
import type { PlacedDiagnostic, SchemaLintResult, SchemaLintStep } from "@atlas/workflows";
import type { Formattable } from "./format.ts";

/** What a `--format` of `schema lint` sees; no steps: nothing was found. */
export function schemaLintRoot({ steps }: SchemaLintResult): Formattable {
  const json = { Steps: steps.map(stepJson) };
  const made = steps.map((step) => {
    const own = stepJson(step);
    return new Struct(
      "SchemaLintStep",
      {
        Desc: "",
        Error: false,
        ...own,
        Diagnostics: own.Diagnostics.map(
          (each) => new Struct("Diagnostic", { Code: "", Pos: undefined, ...each }, { json: () => each }),
        ),
      },
      { json: () => own },
    );
  });
  return { root: new Struct("SchemaLintReport", { Steps: made }, { json: () => json }), functions: {} };
}

function stepJson({ text, description, isError, diagnostics }: SchemaLintStep) {
  return {
    Text: text,
    ...(description !== undefined && { Desc: description }),
    ...(isError && { Error: true }),
    Diagnostics: diagnostics.map(diagnosticJson),
  };
}

function diagnosticJson({ range, text, code }: PlacedDiagnostic) {
  return {
    ...(range && {
      Pos: {
        Filename: range.file.name,
        Start: position(range.file, range.start),
        End: position(range.file, range.end),
      },
    }),
    Text: text,
    ...(code !== "" && { Code: code }),
  };
}

function position(file: Source, offset: number) {
  const { line, column } = placeOf(file, offset);
  return { Line: line, Column: column, Byte: byteOffset(file.text, offset) };
}
