import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withoutLeak } from "../wasm-kernels/support/run-kernel.ts";
import { startWay, ways, type Way } from "./support/backends.ts";

/** Unit roundoff of float32. */
const u = 2 ** -24;

type Blocks = readonly (readonly number[])[];

const tensor = (blocks: Blocks): tf.Tensor =>
  tf.tensor(blocks.flat(), [blocks.length, blocks.flat().length / blocks.length, 1]);

function unitOr(x: Blocks, fallback: Blocks): number[][] {
  return tf.tidy(() => {
    const [length = 0] = x.map((block) => block.length);
    const result = tf.engine().runKernel<tf.Tensor>("UnitOr", { x: tensor(x), fallback: tensor(fallback) });
    const values = Array.from(result.dataSync());
    return x.map((_, i) => values.slice(i * length, (i + 1) * length));
  });
}

describe("UnitOr", () => {
  let stop: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    stop = await startWay(ways[0] as Way);
  });
  afterAll(() => stop?.());

  it("divides each block by its own norm", () => {
    const zero = [0, 0];
    expect(
      unitOr(
        [
          [3, 4],
          [0, -2],
        ],
        [zero, zero],
      ),
    ).toEqual([[0.6, 0.8].map(Math.fround), [0, -1]]);
  });

  it("takes the other block where a block is zero or has an entry that is not finite", () => {
    const other = [
      [1, 2],
      [3, 4],
      [5, 6],
      [7, 8],
    ];
    expect(
      unitOr(
        [
          [0, -0],
          [NaN, 1],
          [1, 1],
          [-Infinity, 0],
        ],
        other,
      ),
    ).toEqual([
      [1, 2],
      [3, 4],
      [Math.fround(Math.SQRT1_2), Math.fround(Math.SQRT1_2)],
      [7, 8],
    ]);
  });

  it("refuses a fallback of another size", () => {
    expect(() => unitOr([[1, 2]], [[1, 2, 3]])).toThrow(
      new RangeError("UnitOr: fallback must hold 2 numbers, received [1, 3, 1]"),
    );
  });

  it("leaves no tensor and no buffer behind", () => {
    withoutLeak(() => {
      unitOr([[1, 2]], [[0, 0]]);
    });
  });

  it("is the unit vector within one rounding, and the same bits at every scale that is a power of two", () => {
    const block = fc.array(fc.float({ min: -1, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(
        fc.array(block, { minLength: 1, maxLength: 4 }),
        fc.integer({ min: -60, max: 120 }),
        (drawn, exponent) => {
          // Entries of at least 2^-60, so that all stay normal at the smallest scale.
          const x = drawn.map((row) => row.map((value) => (Math.abs(value) < 2 ** -60 ? 0 : value)));
          const zeros = x.map((row) => row.map(() => 0));
          const found = unitOr(x, zeros);
          for (const [i, row] of x.entries()) {
            const norm = Math.hypot(...row);
            for (const [j, value] of row.entries()) {
              const exact = norm === 0 ? 0 : value / norm;
              // One rounding to float32; those in float64 are 2^-29 of it. Below 2^-126 its steps are 2^-149.
              expect(Math.abs((found[i]?.[j] ?? NaN) - exact)).toBeLessThanOrEqual(
                u * (1 + 2 ** -20) * Math.abs(exact) + 2 ** -150,
              );
            }
          }
          expect(
            unitOr(
              x.map((row) => row.map((value) => value * 2 ** exponent)),
              zeros,
            ),
          ).toEqual(found);
        },
      ),
    );
  });
});
