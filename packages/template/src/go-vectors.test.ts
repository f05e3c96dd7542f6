import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { AtlasError } from "@atlas/core";
import { parseTemplate } from "./template.ts";

/** What Go 1.26's text/template says to templates of ours, over `data`. */
interface Vectors {
  readonly data: unknown;
  readonly vectors: readonly {
    readonly template: string;
    readonly prints?: string;
    readonly fails?: string;
  }[];
}

// Written by us, so of this shape.
const { data, vectors } = JSON.parse(
  readFileSync(join(import.meta.dirname, "go-vectors.json"), "utf8"),
) as Vectors;

function outcomeOf(template: string): { readonly prints?: string; readonly fails?: string } {
  try {
    return { prints: parseTemplate(template, { name: "t" }).execute(data) };
  } catch (error) {
    assert.ok(error instanceof AtlasError && error.code === "E_FORMAT", `${template}: ${String(error)}`);
    assert.ok(error.place, `${template} fails without a place`);
    return { fails: error.message };
  }
}

describe("templates", () => {
  it("print and fail exactly as Go's do", () => {
    for (const { template, ...want } of vectors) assert.deepEqual(outcomeOf(template), want, template);
  });
});
