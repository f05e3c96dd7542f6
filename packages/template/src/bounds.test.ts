import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AtlasError } from "@atlas/core";
import fc from "fast-check";
import { defaultLimits, type Limits } from "./limits.ts";
import { parseTemplate } from "./template.ts";

/** What a template prints, or the message of its error; anything but an `E_FORMAT` is a defect. */
function outcomeOf(text: string, limits: Partial<Limits> = {}): string {
  try {
    return parseTemplate(text, { name: "t", limits }).execute({ a: "x", l: [1, "two", null], m: { k: 1.5 } });
  } catch (error) {
    if (error instanceof AtlasError && error.code === "E_FORMAT") return error.message;
    throw error;
  }
}

const small = { maxWork: 100_000, maxLength: 1_000_000 };

describe("a hostile template", () => {
  it("cannot run forever", () => {
    assert.match(outcomeOf("{{ range 1000000000000 }}{{ end }}", small), /does too much work$/);
    assert.match(
      outcomeOf("{{ range 1000000000 }}{{ range 1000000000 }}{{ break }}{{ end }}{{ end }}", small),
      /does too much work$/,
    );
    assert.match(
      outcomeOf('{{ range 100000 }}{{ printf "%1000000d" 1 | len }}{{ end }}', small),
      /too much work$/,
    );
  });

  it("cannot fill the memory", () => {
    const doubling = '{{ $x := "0123456789" }}{{ range 100 }}{{ $x = print $x $x }}{{ end }}';
    assert.match(
      outcomeOf(doubling, { maxLength: 1_000_000 }),
      /the result is longer than 1000000 characters$/,
    );
    assert.match(
      outcomeOf(doubling),
      /the result is (?:too long|longer than \d+ characters)$|too much work$/,
    );
    const wide = `{{ printf "${"%1000000d".repeat(300)}" }}`;
    assert.ok(outcomeOf(wide).length < 100_000);
    const wider = `{{ printf "${"%1000000[1]d".repeat(300)}" 1 }}`;
    assert.match(
      outcomeOf(wider),
      /error calling printf: the result is longer than \d+ characters$|too much work$/,
    );
    assert.match(
      outcomeOf('{{ range 1000 }}{{ printf "%10000d" 1 }}{{ end }}', small),
      /longer than|too much work/,
    );
  });

  it("cannot use up the stack", () => {
    const most = `${defaultLimits.maxDepth}`;
    assert.match(
      outcomeOf('{{ define "r" }}{{ template "r" }}{{ end }}{{ template "r" }}'),
      new RegExp(`depth \\(${most}\\)`),
    );
    const nested =
      '{{ if true }}{{ with 1 }}{{ range 1 }}{{ template "r" (print (print 1)) }}{{ end }}{{ end }}{{ end }}';
    assert.match(
      outcomeOf(`{{ define "r" }}${nested}{{ end }}{{ template "r" }}`),
      /exceeded maximum template depth/,
    );
    assert.match(outcomeOf(`{{ ${"(".repeat(100_000)}1${")".repeat(100_000)} }}`), /nested too deeply$/);
    assert.match(outcomeOf("{{ if true }}".repeat(100_000)), /nested too deeply$/);
    assert.match(outcomeOf("{{ if 0 }}{{ else if 0 }}".repeat(5_000)), /nested too deeply$/);
    assert.match(outcomeOf(`{{ if 0 }}${"{{ else if 0 }}".repeat(5_000)}{{ end }}`), /nested too deeply$/);
  });

  it("is read in a time that grows with its length alone", () => {
    for (const text of [
      "{{ 1 }}",
      "{{/* */}}",
      "{{- 1 -}} \n",
      "{{ $x := 1 }}",
      '{{ print "a" | len }}',
      " \t\n",
    ])
      outcomeOf(text.repeat(20_000));
    outcomeOf(`{{ ${" ".repeat(200_000)} 1 }}`);
    outcomeOf(`{{ "${"\\x41".repeat(50_000)}" }}`);
    outcomeOf(" ".repeat(200_000) + "{{- 1 -}}" + " ".repeat(200_000));
  });
});

/** What templates are made of, in a form that is cut at the blanks; `_` stands for a blank itself. */
const pieces = fc.constantFrom(
  ...(
    "{{ }} {{- -}} _ \n if else end range with define template block break continue $x := = , | ( ) . .a .l .m.k $ " +
    'nil true 1 -2 1.5 "s" `r` \'c\' print printf index slice eq and len "%5.2f|%q" /* */'
  )
    .split(" ")
    .map((piece) => (piece === "_" ? " " : piece)),
);

describe("any text", () => {
  it("prints or is an error of the format, never anything else", () => {
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), (parts) => {
        outcomeOf(parts.join(""), small);
        outcomeOf(`{{ ${parts.join(" ")} }}`, small);
      }),
      { numRuns: 2_000 },
    );
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => void outcomeOf(text, small)),
      { numRuns: 500 },
    );
  });

  it("without an action prints as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        fc.pre(!text.includes("{{"));
        assert.equal(outcomeOf(text), text);
      }),
    );
  });

  it("comes back from %q as the literal it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const quoted = parseTemplate('{{ printf "%q" . }}', { name: "t" }).execute(text);
        assert.equal(parseTemplate(`{{ ${quoted} }}`, { name: "t" }).execute({}), text);
      }),
    );
  });

  it("formats numbers so that they read back the same", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        fc.pre(!Object.is(number, -0));
        assert.equal(Number(parseTemplate("{{ . }}", { name: "t" }).execute(number)), number);
        // A number without a fraction is an integer, for which %e does not fit.
        fc.pre(!Number.isInteger(number));
        assert.equal(Number(parseTemplate('{{ printf "%.17e" . }}', { name: "t" }).execute(number)), number);
      }),
    );
  });
});
