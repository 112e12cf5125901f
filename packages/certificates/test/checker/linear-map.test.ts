import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adjointOf, applyMap, exactly, type LinearMap } from "../../src/checker/linear-map.ts";
import { mapOf, windowLinks, windowOf } from "../../src/checker/geometry.ts";

const work = { left: Infinity };

/** A float64 as a whole number of 2^-1200. */
function whole(x: number): bigint {
  let [m, power] = [x, 1200];
  for (; !Number.isInteger(m); m *= 2) power--;
  return BigInt(m) << BigInt(power);
}

/** `W x` exactly, in whole numbers of 2^-2400. */
function exactImage(map: LinearMap, x: Float64Array): bigint[] {
  const image = Array.from({ length: map.outputSize }, () => 0n);
  const { outputs, inputs, blocks } = map.taps();
  const width = map.groups * map.perOutput;
  for (const [k, output] of outputs.entries()) {
    for (let c = 0; c < width; c++) {
      const group = Math.floor(c / map.perOutput);
      for (let i = 0; i < map.perInput; i++) {
        const w = map.weights[(blocks[k] ?? 0) + i * width + c] ?? 0;
        const entry = x[(inputs[k] ?? 0) + (group * map.perInput + i) * map.inputStride] ?? 0;
        const to = output + c * map.outputStride;
        image[to] = (image[to] ?? 0n) + whole(w) * whole(entry);
      }
    }
  }
  return image;
}

/** Convolutions of one axis with float32 weights of all sizes. */
const maps = fc
  .record({
    n: fc.integer({ min: 1, max: 6 }),
    size: fc.integer({ min: 1, max: 3 }),
    stride: fc.integer({ min: 1, max: 2 }),
    groups: fc.integer({ min: 1, max: 2 }),
    perInput: fc.integer({ min: 1, max: 3 }),
    perOutput: fc.integer({ min: 1, max: 3 }),
    isChannelsFirst: fc.boolean(),
  })
  .chain(({ n, size, stride, groups, perInput, perOutput, isChannelsFirst }) => {
    const length = size * groups * perInput * perOutput;
    const weight = fc.oneof(
      fc.float({ noNaN: true, min: -2, max: 2 }),
      fc.constantFrom(2 ** -149, -(2 ** 100), Math.fround(3e38)),
    );
    return fc.array(weight, { minLength: length, maxLength: length }).map((weights) =>
      mapOf([windowLinks(windowOf(n, { size, stride, dilation: 1 }, "same", 1))], {
        groups,
        perInput,
        perOutput,
        weights: Float64Array.from(weights),
        error: 0,
        isChannelsFirst,
      }),
    );
  });

const entry = fc.oneof(
  fc.double({ min: -3, max: 3, noNaN: true }),
  fc.constantFrom(0, 1 / 3, 1e-40, -1e-300, Number.MIN_VALUE, 1e30, 1e16, 1),
);

function unit(size: number, at: number): Float64Array {
  return Float64Array.from({ length: size }, (_, k) => Number(k === at));
}

describe("applyMap", () => {
  it("encloses the image in rational arithmetic", () => {
    fc.assert(
      fc.property(
        maps.chain((map) => {
          return fc.tuple(fc.constant(map), fc.array(entry, { minLength: map.inputSize, maxLength: map.inputSize }));
        }),
        ([map, entries]) => {
          const x = Float64Array.from(entries);
          const exact = exactImage(map, x);
          const { middle, radius } = applyMap(map, exactly(x), work);
          for (const [i, own] of exact.entries()) {
            const error = own - (whole(middle[i] ?? 0) << 1200n);
            expect(error < 0n ? -error : error).toBeLessThanOrEqual(whole(radius[i] ?? 0) << 1200n);
          }
        },
      ),
    );
  });

  it("loses next to nothing where terms cancel", () => {
    const map = mapOf([], {
      groups: 1,
      perInput: 4,
      perOutput: 1,
      weights: Float64Array.of(1, 1, -1, 1),
      error: 0,
      isChannelsFirst: false,
    });
    const { middle, radius } = applyMap(map, exactly(Float64Array.of(1e16, 1 / 3, 1e16, 1e-10)), work);
    expect(middle[0]).toBeCloseTo(1 / 3 + 1e-10, 7);
    expect(radius[0]).toBeLessThan(1e-5); // a sum in float64 has an error of 1
  });

  it("claims an error for what its second sum may lose", () => {
    // 1 + 2^-30 is no float32, so that its rest goes to the second sum, whose own roundings are all that is left.
    const n = 1000;
    const weights = Float64Array.from({ length: n }, (_, i) => Math.fround(i % 2 === 0 ? 1 / 3 : -1 / 3));
    const map = mapOf([], { groups: 1, perInput: n, perOutput: 1, weights, error: 0, isChannelsFirst: false });
    const { middle, radius } = applyMap(map, exactly(new Float64Array(n).fill(1 + 2 ** -30)), work);
    expect(middle[0]).toBe(0);
    expect(radius[0]).toBeGreaterThan(4e-18); // 1000 terms of 1/3: (n + 2) u 2^-22 Σ|w||x|
  });

  it("takes the input's radius along, and the error of weights that are no float32", () => {
    const channels = { groups: 1, perInput: 2, perOutput: 1, weights: Float64Array.of(3, -4), isChannelsFirst: false };
    const x = { middle: Float64Array.of(1, 1), radius: Float64Array.of(0.1, 0.2) };
    const exact = applyMap(mapOf([], { ...channels, error: 0 }), x, work);
    expect(exact.middle[0]).toBe(-1);
    expect(exact.radius[0]).toBeGreaterThanOrEqual(1.1);
    expect(exact.radius[0]).toBeLessThan(1.1 + 1e-12);
    const rounded = applyMap(mapOf([], { ...channels, error: 0.01 }), x, work);
    expect(rounded.radius[0]).toBeGreaterThanOrEqual(1.1 + 0.07);
  });

  it("has the adjoint as adjoint", () => {
    fc.assert(
      fc.property(maps, (map) => {
        const adjoint = adjointOf(map);
        for (let i = 0; i < map.inputSize; i++) {
          for (let o = 0; o < map.outputSize; o++) {
            const forward = applyMap(map, exactly(unit(map.inputSize, i)), work).middle[o];
            const back = applyMap(adjoint, exactly(unit(map.outputSize, o)), work).middle[i];
            expect(back).toBe(forward);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});
