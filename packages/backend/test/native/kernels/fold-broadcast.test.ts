import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { foldBroadcast } from "../../../src/native/kernels/fold-broadcast.ts";

/** Which entry of the other operand goes with each entry of the whole, counted from first to last. */
function partners(whole: readonly number[], other: readonly number[]): number[] {
  const padded = [...Array.from({ length: whole.length - other.length }, () => 1), ...other];
  const size = whole.reduce((product, extent) => product * extent, 1);
  return Array.from({ length: size }, (_, index) => {
    let rest = index;
    let place = 0;
    let stride = 1;
    for (let axis = whole.length - 1; axis >= 0; axis--) {
      const extent = whole[axis] ?? 1;
      if (padded[axis] !== 1) {
        place += (rest % extent) * stride;
        stride *= extent;
      }
      rest = Math.floor(rest / extent);
    }
    return place;
  });
}

const shapes = fc.array(fc.record({ extent: fc.integer({ min: 1, max: 4 }), isRepeated: fc.boolean() }), {
  minLength: 1,
  maxLength: 5,
});

describe("foldBroadcast", () => {
  it("joins the axes of images beside a vector of channels", () => {
    expect(foldBroadcast([64, 32, 32, 8], [8])).toEqual({ whole: [65_536, 8], other: [1, 8] });
  });

  it("joins all axes where both operands are alike", () => {
    expect(foldBroadcast([2, 3, 4], [2, 3, 4])).toEqual({ whole: [24], other: [24] });
  });

  it("takes a single number for one that is repeated along one axis", () => {
    expect(foldBroadcast([2, 3], [])).toEqual({ whole: [6], other: [1] });
  });

  it("leaves out axes of extent 1, whichever operand has them", () => {
    expect(foldBroadcast([1, 6, 1], [6, 1])).toEqual({ whole: [6], other: [6] });
  });

  it("gives up where repeated and other axes alternate", () => {
    expect(foldBroadcast([2, 3, 4], [2, 1, 4])).toBeUndefined();
  });

  it("pairs the same entries as before, in at most two axes", () => {
    fc.assert(
      fc.property(shapes, fc.nat({ max: 5 }), (axes, missing) => {
        const whole = axes.map(({ extent }) => extent);
        const repeated = axes.map(({ extent, isRepeated }) => (isRepeated ? 1 : extent));
        const leading = repeated.findIndex((extent) => extent !== 1);
        const other = repeated.slice(Math.min(missing, leading < 0 ? repeated.length : leading));
        const folded = foldBroadcast(whole, other);
        fc.pre(folded !== undefined);
        expect(folded.whole.length).toBeLessThanOrEqual(2);
        expect(partners(folded.whole, folded.other)).toEqual(partners(whole, other));
      }),
    );
  });
});
