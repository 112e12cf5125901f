import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wrapped } from "../../src/internal/wrapped.ts";

describe("wrapped", () => {
  it("breaks between words", () => {
    expect(wrapped("a bc def g", 4)).toEqual(["a bc", "def", "g"]);
  });

  it("gives a longer word a line of its own, and nothing an empty one", () => {
    expect(wrapped("a longer b", 3)).toEqual(["a", "longer", "b"]);
    expect(wrapped("", 3)).toEqual([""]);
  });

  it("keeps every word in order, in lines that are as full as can be, for all texts", () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,9}$/u), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(words, fc.integer({ min: 1, max: 40 }), (drawn, width) => {
        const lines = wrapped(drawn.join(" "), width);
        expect(lines.join(" ")).toBe(drawn.join(" "));
        lines.forEach((line, i) => {
          expect(line.length <= width || !line.includes(" ")).toBe(true);
          const next = lines[i + 1]?.split(" ")[0] ?? "x".repeat(width);
          expect(line.length + 1 + next.length).toBeGreaterThan(width);
        });
      }),
    );
  });
});
