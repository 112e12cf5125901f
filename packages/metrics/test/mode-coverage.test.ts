import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng } from "@lipschitz-gan/core";
import { modeCoverage } from "@lipschitz-gan/metrics";

const ring = Array.from({ length: 8 }, (_, i) => [2 * Math.cos((i * Math.PI) / 4), 2 * Math.sin((i * Math.PI) / 4)]);

describe("modeCoverage", () => {
  it("counts by hand", () => {
    const centers = [
      [0, 0],
      [4, 0],
    ];
    // Within 3, at 3, just beyond 3, nearer to the second, far away.
    const samples = [1, 1, 0, 3, 0, 3.0001, 3, 0, 90, 90];
    expect(modeCoverage(samples, centers, { std: 1 })).toEqual({
      nModes: 2,
      covered: 2,
      highQualityFraction: 3 / 5,
      perMode: [2, 1],
    });
  });

  it("finds all modes of a true mixture, and as many good samples as the Rayleigh distribution says", () => {
    const stream = createRng(11).stream("mixture");
    const n = 20_000;
    const samples = Array.from({ length: n }, (_, i) => ring[i % 8] ?? []).flatMap(([x = NaN, y = NaN]) => [
      x + 0.02 * stream.normal(),
      y + 0.02 * stream.normal(),
    ]);
    const { covered, highQualityFraction } = modeCoverage(samples, ring, { std: 0.02 });
    expect(covered).toBe(8);
    const p = 1 - Math.exp(-9 / 2);
    // Five standard deviations of a binomial share; the seed is fixed.
    expect(Math.abs(highQualityFraction - p)).toBeLessThanOrEqual(5 * Math.sqrt((p * (1 - p)) / n));
  });

  it("counts a sample that holds NaN or an infinity as bad, and a tie for the first centre", () => {
    const { highQualityFraction, perMode } = modeCoverage(
      [NaN, 0, Infinity, 0, 1, 0],
      [
        [0, 0],
        [2, 0],
      ],
      { std: 1 },
    );
    expect([highQualityFraction, ...perMode]).toEqual([1 / 3, 1, 0]);
  });

  it("takes typed arrays, other radii and other dimensions", () => {
    expect(modeCoverage(Float32Array.of(1.5, 9), [[0], [10]], { std: 1, radius: 1 }).perMode).toEqual([0, 1]);
  });

  it.each([
    [() => modeCoverage([0, 0], ring, { std: 0 }), /std must be > 0 and finite, received 0/],
    [() => modeCoverage([0, 0], ring, { std: NaN }), /received NaN/],
    [() => modeCoverage([0, 0], ring, { std: 1, radius: Infinity }), /radius must be > 0/],
    [() => modeCoverage([0, 0], [], { std: 1 }), /centers must be at least one point/],
    [() => modeCoverage([0, 0], [[]], { std: 1 }), /centers/],
    [() => modeCoverage([0, 0], [[0, 0], [1]], { std: 1 }), /all of one length/],
    [() => modeCoverage([0, 0], [[0, NaN]], { std: 1 }), /finite coordinates/],
    [() => modeCoverage([], ring, { std: 1 }), /samples must be n · 2 numbers with n >= 1, received 0/],
    [() => modeCoverage([1, 2, 3], ring, { std: 1 }), /received 3/],
  ])("refuses %s", (call, message) => {
    expect(call).toThrow(RangeError);
    expect(call).toThrow(message);
  });

  // Whole numbers keep distances exact, so that both sides of each law decide ties and borders alike.
  const point = fc.tuple(fc.integer({ min: -9, max: 9 }), fc.integer({ min: -9, max: 9 }));
  const points = fc.array(point, { minLength: 1, maxLength: 20 });
  const std = fc.integer({ min: 1, max: 4 });

  it("agrees with its definition, for all points", () => {
    fc.assert(
      fc.property(points, points, std, (samples, centers, s) => {
        const result = modeCoverage(samples.flat(), centers, { std: s });
        const squares = samples.map(([x, y]) => centers.map(([a, b]) => (x - a) ** 2 + (y - b) ** 2));
        const good = squares.filter((row) => Math.min(...row) <= (3 * s) ** 2);
        expect(result.highQualityFraction).toBe(good.length / samples.length);
        const modes = good.map((row) => row.indexOf(Math.min(...row)));
        expect(result.perMode).toEqual(centers.map((_, k) => modes.filter((mode) => mode === k).length));
        expect(result.covered).toBe(new Set(modes).size);
      }),
    );
  });

  it("does not depend on the order of the samples, and moves with both, for all points", () => {
    fc.assert(
      fc.property(points, points, std, point, (samples, centers, s, [dx, dy]) => {
        const plain = modeCoverage(samples.flat(), centers, { std: s });
        expect(modeCoverage(samples.toReversed().flat(), centers, { std: s })).toEqual(plain);
        const moved = (xs: readonly (readonly [number, number])[]): number[][] => xs.map(([x, y]) => [x + dx, y + dy]);
        expect(modeCoverage(moved(samples).flat(), moved(centers), { std: s })).toEqual(plain);
      }),
    );
  });

  it("never loses good samples as the radius grows, for all points", () => {
    fc.assert(
      fc.property(points, points, std, (samples, centers, s) => {
        const share = (radius: number): number =>
          modeCoverage(samples.flat(), centers, { std: s, radius }).highQualityFraction;
        expect(share(3)).toBeGreaterThanOrEqual(share(2));
        expect(share(30)).toBe(1);
      }),
    );
  });
});
