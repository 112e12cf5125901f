import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fromBase64 } from "../../src/format/base64.ts";
import { matrices } from "./support/arbitraries.ts";
import { operatorLower } from "../../src/linear/operator-lower.ts";
import type { RealMap } from "../../src/evaluation/real-map.ts";
import { svdNormOf } from "./support/oracle.ts";

/** A matrix as a map; its enclosure allows for `columns + 1` roundings, and for what else is asked. */
function mapOf(values: ArrayLike<number>, rows: number, columns: number, uncertain = 0): RealMap {
  const apply = (x: Float64Array): Float64Array =>
    Float64Array.from({ length: rows }, (_, i) =>
      x.reduce((sum, entry, j) => sum + (values[i * columns + j] ?? 0) * entry, 0),
    );
  return {
    inputShape: [columns],
    outputShape: [rows],
    apply,
    adjoint: (y) =>
      Float64Array.from({ length: columns }, (_, j) =>
        y.reduce((sum, entry, i) => sum + (values[i * columns + j] ?? 0) * entry, 0),
      ),
    enclose: (x) => {
      const magnitudes = Float64Array.from({ length: rows }, (_, i) =>
        x.reduce((sum, entry, j) => sum + Math.abs((values[i * columns + j] ?? 0) * entry), 0),
      );
      return { middle: apply(x), radius: magnitudes.map((sum) => sum * ((columns + 2) * 2 ** -52 + uncertain)) };
    },
  };
}

function directionOf(int16: string): number[] {
  const bytes = fromBase64(int16);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / 2 }, (_, i) => view.getInt16(2 * i, true));
}

/** Whether an entry of 600 × 500 × 3 lies in the box in the middle. */
function isInside(i: number): boolean {
  const [y, x] = [Math.floor(i / 1500), Math.floor(i / 3) % 500];
  return y >= 225 && y < 375 && x >= 187 && x < 312;
}

describe("operatorLower", () => {
  it("finds the norm of a small matrix, and a direction that shows it", () => {
    const found = operatorLower(mapOf([3, 0, 4, 5], 2, 2), { seed: 1 });
    expect(found?.lower).toBeGreaterThan(Math.sqrt(45) * (1 - 1e-8));
    expect(found?.lower).toBeLessThan(Math.sqrt(45));
    expect(found?.direction).toMatchObject({ offset: [0], shape: [2] });
    const [x = 0, y = 0] = directionOf(found?.direction.int16 ?? "");
    expect(Math.max(Math.abs(x), Math.abs(y))).toBe(32_767);
    expect(Math.hypot(3 * x, 4 * x + 5 * y) / Math.hypot(x, y)).toBeCloseTo(found?.lower ?? 0, 12);
  });

  it("takes off what the enclosure leaves open", () => {
    const found = operatorLower(mapOf([2], 1, 1, 0.25), { seed: 1 });
    expect(found?.lower).toBeCloseTo(1.5, 12);
    expect(found?.lower).toBeLessThan(1.5);
    expect(operatorLower(mapOf([2], 1, 1, 1), { seed: 1 })).toBeNull();
  });

  it("has nothing to show for zeros, and refuses NaN", () => {
    expect(operatorLower(mapOf([0, 0], 1, 2), { seed: 1 })).toBeNull();
    expect(() => operatorLower(mapOf([1, Number.NaN], 1, 2), { seed: 1 })).toThrow(/must give finite numbers/u);
  });

  it("looks at the middle of a large input", () => {
    const shape = [600, 500, 3];
    const count = 900_000;
    // One row, larger inside the box than outside: the best direction is itself.
    const weights = Float64Array.from({ length: count }, (_, i) => (isInside(i) ? 1 + (i % 3) : 0.5));
    const map: RealMap = {
      inputShape: shape,
      outputShape: [1],
      apply: (x) => Float64Array.of(x.reduce((sum, entry, i) => sum + entry * (weights[i] ?? 0), 0)),
      adjoint: (y) => weights.map((weight) => weight * (y[0] ?? 0)),
      enclose: (x) => ({ middle: map.apply(x), radius: Float64Array.of(1e-3) }),
    };
    const found = operatorLower(map, { seed: 1 });
    expect(found?.direction).toMatchObject({ offset: [225, 187, 0], shape: [150, 125, 3] });
    const inside = Math.sqrt(150 * 125 * (1 + 4 + 9));
    expect(found?.lower).toBeLessThan(inside);
    expect(found?.lower).toBeGreaterThan(inside * (1 - 1e-6));
  });

  it("gives the same for the same seed", () => {
    const map = mapOf([1, 2, 3, 4, 5, 6], 2, 3);
    expect(operatorLower(map, { seed: 5 })).toEqual(operatorLower(map, { seed: 5 }));
  });

  it("is never above the norm, for all matrices, and near it", () => {
    fc.assert(
      fc.property(matrices(), fc.integer({ min: 0, max: 1e6 }), ({ rows, columns, values }, seed) => {
        fc.pre(values.some((x) => x !== 0));
        const norm = svdNormOf(values, rows, columns);
        const lower = operatorLower(mapOf(values, rows, columns), { seed })?.lower ?? 0;
        expect(lower).toBeLessThanOrEqual(norm * (1 + 1e-14));
        expect(lower).toBeGreaterThan(norm * (1 - 1e-5));
      }),
    );
  });
});
