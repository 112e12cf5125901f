import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { exponentOf, timesPowerOfTwo } from "../../src/internal/power-of-two.ts";
import { bits } from "../support/tensors.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

describe("exponentOf", () => {
  it("is that of the largest power of two at or below a number, exactly", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -149, max: 127 }),
        fc.double({ min: 1, max: 2, maxExcluded: true, noNaN: true }),
        (e, m) => {
          expect(exponentOf(m * 2 ** e)).toBe(e);
        },
      ),
    );
    expect([2 - 2 ** -52, 1, 1 - 2 ** -53].map(exponentOf)).toEqual([0, 0, -1]);
  });
});

describe("timesPowerOfTwo", () => {
  it("takes tiny numbers to usual ones and back, where float32 has not the power", () => {
    const x = tf.tensor1d([3 * 2 ** -149, -(2 ** -149), 0]);
    const scaled = timesPowerOfTwo(x, 149);
    expect([...scaled.dataSync()]).toEqual([3, -1, 0]);
    expect(bits(timesPowerOfTwo(scaled, -149))).toEqual(bits(x));
  });
});
