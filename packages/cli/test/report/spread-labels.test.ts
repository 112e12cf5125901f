import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { spreadLabels } from "../../src/report/spread-labels.ts";

describe("spreadLabels", () => {
  it("leaves labels alone that are far enough apart", () => {
    expect(spreadLabels([50, 10, 30], { gap: 12, top: 0, bottom: 100 })).toEqual([50, 10, 30]);
  });

  it("moves labels on one spot apart, upwards from the bottom", () => {
    expect(spreadLabels([100, 100, 100], { gap: 10, top: 0, bottom: 100 })).toEqual([80, 90, 100]);
  });

  it("keeps the gap, the frame and the order, for all labels that have room", () => {
    const wanted = fc.array(fc.integer({ min: 0, max: 200 }), { maxLength: 20 });
    fc.assert(
      fc.property(wanted, (places) => {
        const spread = spreadLabels(places, { gap: 10, top: 0, bottom: 200 });
        const sorted = spread.toSorted((a, b) => a - b);
        const gaps = sorted.slice(1).map((place, i) => place - (sorted[i] ?? 0));
        expect(gaps.filter((gap) => gap < 10)).toEqual([]);
        expect(spread.filter((place) => place < 0 || place > 200)).toEqual([]);
        const pairs = places.flatMap((a, i) =>
          places.map((b, j) => ({ wanted: a - b, got: (spread[i] ?? 0) - (spread[j] ?? 0) })),
        );
        expect(pairs.filter(({ wanted: before, got }) => before < 0 && got >= 0)).toEqual([]);
      }),
    );
  });
});
