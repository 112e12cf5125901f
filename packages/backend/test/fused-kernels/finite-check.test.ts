import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { withoutLeak } from "../wasm-kernels/support/run-kernel.ts";
import { startWay, ways } from "./support/backends.ts";

function check(rows: readonly (readonly number[])[]): number[] {
  return tf.tidy(() => {
    const tensors = Object.fromEntries(rows.map((row, i) => [i, tf.tensor1d([...row])]));
    return [...tf.engine().runKernel<tf.Tensor>("FiniteCheck", tensors).dataSync()];
  });
}

describe.each(ways)("FiniteCheck with $name", (way) => {
  let stop: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    stop = await startWay(way);
  });
  afterAll(() => stop?.());

  it("tells for each tensor, in order, the tenth and those after it too", () => {
    const rows = Array.from({ length: 12 }, (_, i) => (i === 2 || i === 10 ? [1, Infinity] : [i, -i]));
    expect(check(rows)).toEqual(rows.map((row) => (row.includes(Infinity) ? NaN : 0)));
  });

  it("holds the largest and the smallest numbers, zeros of both signs and no numbers at all for finite", () => {
    const largest = (2 - 2 ** -23) * 2 ** 127;
    expect(
      check([Array.from({ length: 9 }, () => largest), [-largest, 2 ** -149, -(2 ** -149), -0, 0], [], [-0, -0]]),
    ).toEqual([0, 0, 0, 0]);
  });

  it("holds integers for finite, whose bits may be those of a NaN", () => {
    tf.tidy(() => {
      const ones = tf.tensor1d(new Int32Array(8).fill(-1), "int32");
      expect([...tf.engine().runKernel<tf.Tensor>("FiniteCheck", { 0: ones }).dataSync()]).toEqual([0]);
    });
  });

  it("leaves no tensor and no buffer behind", () => {
    withoutLeak(() => {
      check([[1], [NaN]]);
    });
  });

  it("sees a number that is not finite at every place, for all rows", () => {
    const number = fc.float({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(
        fc.array(number, { maxLength: 21 }),
        fc.constantFrom(NaN, Infinity, -Infinity),
        fc.nat(),
        (row, bad, place) => {
          expect(check([row])).toEqual([0]);
          expect(check([row.toSpliced(place % (row.length + 1), 0, bad)])).toEqual([NaN]);
        },
      ),
    );
  });
});
