import { describe, expect, it } from "vitest";
import { createRng, unconstrained } from "@lipschitz-gan/core";

describe("unconstrained", () => {
  it("promises nothing, and says so", () => {
    const { name, guarantee } = unconstrained();
    expect(name).toBe("unconstrained");
    expect(guarantee.promises).toEqual([]);
    expect(guarantee.statement).toMatch(/nothing is promised\.$/);
  });

  it("has no hook and no state", () => {
    const bound = unconstrained().bind([], createRng(0));
    expect(Object.keys(bound)).toEqual(["state", "dispose"]);
    expect(bound.state()).toEqual({});
  });
});
