import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { imageDataset, type RawImages } from "../../src/internal/image-dataset.ts";

/** Pictures of one pixel that tell their own number, in two bytes of "colour". */
const numbered = (size: number): RawImages => ({
  size,
  side: 1,
  channels: 2,
  label: (index) => index % 10,
  planes: (index) => Uint8Array.of(index >> 8, index & 255),
});

/** float32 rounds `byte / 127.5 - 1` by at most 2^-24; half a step between bytes is 1/255. */
const toByte = (value: number): number => Math.round((value + 1) * 127.5);

const numbersOf = (values: Float32Array): number[] =>
  Array.from(
    { length: values.length / 2 },
    (_, i) => toByte(values[2 * i] ?? 0) * 256 + toByte(values[2 * i + 1] ?? 0),
  );

describe("imageDataset", () => {
  it("turns planes into channels last, scaled to [-1, 1]", () => {
    const planes = Uint8Array.of(0, 1, 2, 3, 100, 101, 102, 103, 252, 253, 254, 255);
    const images: RawImages = { size: 1, side: 2, channels: 3, label: () => 4, planes: () => planes };
    const { values, shape, labels } = imageDataset("rgb", "", images, 2).batch({ batchSize: 1, step: 0, seed: 0 });
    const expected = [0, 100, 252, 1, 101, 253, 2, 102, 254, 3, 103, 255].map((byte) => Math.fround(byte / 127.5 - 1));
    expect([...values]).toEqual(expected);
    expect(shape).toEqual([1, 2, 2, 3]);
    expect([...labels]).toEqual([4]);
  });

  it("pads with -1 on all sides, the odd pixel at the lower right", () => {
    const images: RawImages = { size: 1, side: 1, channels: 1, label: () => 0, planes: () => Uint8Array.of(255) };
    const draw = (side: number): number[] => [
      ...imageDataset("dot", "", images, side).batch({ batchSize: 1, step: 0, seed: 0 }).values,
    ];
    expect(draw(2)).toEqual([1, -1, -1, -1]);
    expect(draw(3)).toEqual([-1, -1, -1, -1, 1, -1, -1, -1, -1]);
  });

  it("gives every caller arrays of their own", () => {
    const dataset = imageDataset("n", "", numbered(5), 1);
    const request = { batchSize: 5, step: 0, seed: 0 };
    dataset.batch(request).values.fill(7);
    expect(dataset.batch(request).values).not.toContain(7);
  });

  it.each([
    [{ batchSize: 0 }, /n\.batch: batchSize .* received 0/],
    [{ batchSize: 1.5 }, /batchSize .* received 1\.5/],
    [{ batchSize: Number.NaN }, /batchSize .* received NaN/],
    [{ batchSize: 2 ** 40 }, /batchSize must be an integer in \[1, 134217728\], received 1099511627776/],
    [{ step: -1 }, /step .* received -1/],
    [{ step: 0.5 }, /step .* received 0\.5/],
    [{ step: 2 ** 53 }, /step .* received 9007199254740992/],
    [{ seed: -1 }, /seed .* received -1/],
    [{ seed: Infinity }, /seed .* received Infinity/],
  ])("refuses %o", (wrong, message) => {
    const dataset = imageDataset("n", "", numbered(5), 1);
    expect(() => dataset.batch({ batchSize: 1, step: 0, seed: 0, ...wrong })).toThrow(RangeError);
    expect(() => dataset.batch({ batchSize: 1, step: 0, seed: 0, ...wrong })).toThrow(message);
  });

  it("shows every picture exactly once in an epoch, for all sizes and batch sizes", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 500 }),
        fc.nat(),
        (size, batchSize, seed) => {
          const dataset = imageDataset("n", "", numbered(size), 1);
          const epochs = 3;
          const steps = Math.ceil((epochs * size) / batchSize);
          const batches = Array.from({ length: steps }, (_, step) => dataset.batch({ batchSize, step, seed }));
          const order = batches.flatMap(({ values }) => numbersOf(values));
          const all = Array.from({ length: size }, (_, i) => i);
          for (let epoch = 0; epoch < epochs; epoch++) {
            const seen = order.slice(epoch * size, (epoch + 1) * size).toSorted((a, b) => a - b);
            expect(seen).toEqual(all);
          }
          expect(batches.flatMap(({ labels }) => Array.from(labels))).toEqual(order.map((index) => index % 10));
        },
      ),
      { numRuns: 50 },
    );
  });

  it("gives the same bytes for the same request, in any order of asking and for a fresh data set", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(60), fc.nat(3)), { minLength: 1, maxLength: 12 }), (requests) => {
        const dataset = imageDataset("n", "", numbered(37), 1);
        const asked = requests.map(([step, seed]) => dataset.batch({ batchSize: 8, step, seed }));
        for (const [i, [step, seed]] of requests.entries()) {
          const fresh = imageDataset("n", "", numbered(37), 1).batch({ batchSize: 8, step, seed });
          expect(asked[i]).toEqual(fresh);
        }
      }),
    );
  });

  it("orders every epoch and every run anew", () => {
    const dataset = imageDataset("n", "", numbered(300), 1);
    const order = (step: number, seed: number): number[] =>
      numbersOf(dataset.batch({ batchSize: 300, step, seed }).values);
    // Two independent orders of 300 agree with probability 1/300!, and are sorted with the same.
    expect(order(0, 1)).not.toEqual(order(1, 1));
    expect(order(0, 1)).not.toEqual(order(0, 2));
    expect(order(0, 1)).not.toEqual(order(0, 1).toSorted((a, b) => a - b));
  });
});
