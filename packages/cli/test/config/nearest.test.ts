import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearest } from "../../src/internal/nearest.ts";

const known = ["spectral-norm", "weight-clipping", "gradient-penalty", "weight-norm", "none", "k"];

describe("nearest", () => {
  it("finds what was probably meant", () => {
    expect(nearest("spectralnorm", known)).toBe("spectral-norm");
    expect(nearest("Weight-Norm", known)).toBe("weight-norm");
    expect(nearest("nome", known)).toBe("none");
  });

  it("suggests nothing that is far, and nothing that shares no letter", () => {
    expect(nearest("zebra", known)).toBeUndefined();
    expect(nearest("x", known)).toBeUndefined();
    expect(nearest("", known)).toBeUndefined();
    expect(nearest("none", [])).toBeUndefined();
  });

  it("finds every name after one letter is lost, if the name has two at least", () => {
    fc.assert(
      fc.property(fc.constantFrom(...known.filter((name) => name.length > 1)), fc.nat(), (name, at) => {
        const cut = at % name.length;
        expect(nearest(name.slice(0, cut) + name.slice(cut + 1), known)).toBe(name);
      }),
    );
  });
});
