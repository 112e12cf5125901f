import { describe, expect, it } from "vitest";
import { Scope } from "@lipschitz-gan/core";

describe("Scope", () => {
  it("frees last first, each once, and gives back what it owns", () => {
    const freed: number[] = [];
    const scope = new Scope();
    const values = [0, 1, 2].map((i) => ({ dispose: () => void freed.push(i) }));
    for (const value of values) expect(scope.own(value)).toBe(value);
    scope.dispose();
    scope.dispose();
    expect(freed).toEqual([2, 1, 0]);
  });

  it("can be used again after it was freed", () => {
    const freed: string[] = [];
    const scope = new Scope();
    scope.dispose();
    scope.own({ dispose: () => void freed.push("late") });
    scope[Symbol.dispose]();
    expect(freed).toEqual(["late"]);
  });
});
