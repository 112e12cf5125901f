import { describe, expect, it } from "vitest";
import { findChains } from "../../src/composition/find-chains.ts";
import { propagateBounds } from "../../src/composition/propagate-bounds.ts";
import { slackDown, slackUp } from "../../src/composition/slack.ts";
import type { Action, Operation } from "../../src/network/operation.ts";

const moved: Action = { type: "gather", source: null };

function operation(inputs: readonly number[], action: Action = moved, inputShape = [2]): Operation {
  const shapes = inputs.map(() => inputShape);
  return { name: "x", kind: "x", inputs, inputShapes: shapes, outputShape: [2], action, isVaried: true };
}

const merge = (kind: "sum" | "difference" | "average" | "maximum"): Action => ({ type: "merge", merge: kind });
const near = (value: number): unknown => expect.closeTo(value, 9);

const isMoved = ({ action }: Operation): boolean => action.type === "gather";

describe("propagateBounds", () => {
  it("multiplies along a chain, from the model's input, which has 1", () => {
    const chain = [operation([0]), operation([1]), operation([2])];
    expect(propagateBounds(chain, [2, 3, 0.5], [])).toEqual([near(2), near(6), near(3)]);
  });

  it("adds branches up, the identity too", () => {
    const residual = [operation([0]), operation([0, 1], merge("sum"))];
    expect(propagateBounds(residual, [3, 9], [])[1]).toEqual(near(4));
    const difference = [operation([0]), operation([1, 0], merge("difference"))];
    expect(propagateBounds(difference, [3, 9], [])[1]).toEqual(near(4));
    const average = [operation([0]), operation([0, 1], merge("average"))];
    expect(propagateBounds(average, [3, 9], [])[1]).toEqual(near(2));
  });

  it("takes the root of the sum of squares where branches stand side by side", () => {
    const beside = [operation([0]), operation([0]), operation([1, 2], { type: "concatenation", axis: 0 })];
    expect(propagateBounds(beside, [3, 4, 9], [])[2]).toEqual(near(5));
    const larger = [operation([0]), operation([0]), operation([1, 2], merge("maximum"))];
    expect(propagateBounds(larger, [3, 4, 9], [])[2]).toEqual(near(5));
  });

  it("counts the repetitions of a branch that is broadcast", () => {
    const small = [operation([0, 0], merge("sum"), [1])]; // [1] into [2]: each entry twice
    expect(propagateBounds(small, [9], [])[0]).toEqual(near(2 * Math.SQRT2));
  });

  it("is 0 on what depends on fixed inputs only, and counts the varied input of a projection", () => {
    const table = Float32Array.of(1);
    const projection = (fixed: 0 | 1): Action => ({
      type: "projection",
      isInner: true,
      fixed,
      table,
      rows: 1,
      columns: 1,
    });
    const head = [operation([], { type: "fixed", index: 0 }), operation([0]), operation([1, 2], projection(0))];
    expect(propagateBounds(head, [0, 3, 5], [])).toEqual([0, near(3), near(15)]);
    const turned = [operation([], { type: "fixed", index: 0 }), operation([0]), operation([2, 1], projection(1))];
    expect(propagateBounds(turned, [0, 3, 5], [])[2]).toEqual(near(15));
  });

  it("takes a merge where it is smaller, and the plain way where that is", () => {
    const chain = [operation([0]), operation([1]), operation([2])];
    const better = { chain: [2, 3], upper: 1, method: "cholesky" } as const;
    expect(propagateBounds(chain, [2, 3, 5], [better])).toEqual([near(2), near(6), near(2)]);
    const worse = { ...better, upper: 16 };
    expect(propagateBounds(chain, [2, 3, 5], [worse])[2]).toEqual(near(30));
  });

  it("claims more than it computes, but 0 and 1 as they are", () => {
    const [bound = 0] = propagateBounds([operation([0])], [3], []);
    expect(bound).toBe(3 * (1 + 2 ** -40));
    expect(propagateBounds([operation([0])], [1], [])).toEqual([1]);
    expect([slackUp(0), slackUp(1), slackDown(0), slackDown(1)]).toEqual([0, 1, 0, 1]);
    expect(slackDown(3)).toBeLessThan(3);
  });
});

describe("findChains", () => {
  it("finds the longest path and ends it where another operation, too, is fed", () => {
    const forked = [operation([0]), operation([1]), operation([2]), operation([2]), operation([3, 4], merge("sum"))];
    expect(findChains(forked, isMoved)).toEqual([[1, 2], [3], [4]]);
  });

  it("ends it where an operation does not belong", () => {
    const broken = [operation([0]), operation([1], { type: "softmax", isLogarithm: false, axes: [0] }), operation([2])];
    expect(findChains(broken, isMoved)).toEqual([[1], [3]]);
  });

  it("does not go through the model's input, however many operations that feeds", () => {
    expect(findChains([operation([0]), operation([0]), operation([1, 2], merge("sum"))], isMoved)).toEqual([[1], [2]]);
  });
});
