import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { grid, ring, swissRoll, type Mixture } from "@lipschitz-gan/data";

const N = 20_000;

/**
 * Deviations of seven standard errors: for a fresh seed each check fails with probability below 3e-12, and the seed
 * here is fixed, so that a test that passed once always passes.
 */
const SIGMAS = 7;

/** Half a unit in the last place of float32, for coordinates below 8: each is rounded once. */
const ROUNDING = 8 * 2 ** -24;

const mixtures: readonly [string, Mixture][] = [
  ["ring8", ring()],
  ["grid25", grid()],
  ["ring3", ring({ modes: 3, radius: 0.5, std: 0.1 })],
];

describe.each(mixtures)("%s", (name, mixture) => {
  const { values, labels, shape } = mixture.batch({ batchSize: N, step: 5, seed: 11 });

  it("describes itself", () => {
    expect(mixture.name).toBe(name);
    expect(mixture.kind).toBe("points");
    expect(mixture.sampleShape).toEqual([2]);
    expect(mixture.size).toBe(Infinity);
    expect(mixture.nClasses).toBe(mixture.centers.length);
    expect(shape).toEqual([N, 2]);
  });

  it("draws every mode equally often", () => {
    const k = mixture.nClasses;
    const counts = Array.from({ length: k }, () => 0);
    for (const label of labels) counts[label] = (counts[label] ?? 0) + 1;
    expect(counts).toHaveLength(k);
    // The count of a mode is binomial(N, 1/k).
    const error = Math.sqrt((N / k) * (1 - 1 / k));
    for (const count of counts) expect(Math.abs(count - N / k)).toBeLessThanOrEqual(SIGMAS * error);
  });

  it("spreads the points around the centre of their label with the stated deviation", () => {
    let sums = [0, 0, 0, 0, 0] as [number, number, number, number, number];
    for (const [i, label] of labels.entries()) {
      const [x, y] = mixture.centers[label] ?? [Number.NaN, Number.NaN];
      const dx = ((values[2 * i] ?? 0) - x) / mixture.std;
      const dy = ((values[2 * i + 1] ?? 0) - y) / mixture.std;
      sums = [sums[0] + dx, sums[1] + dy, sums[2] + dx * dx, sums[3] + dy * dy, sums[4] + dx * dy];
    }
    const [meanX, meanY, varianceX, varianceY, covariance] = sums.map((sum) => sum / N);
    const rounding = ROUNDING / mixture.std;
    // Of standard normals the mean has variance 1/N, the mean square 2/N, the mean product 1/N.
    const error = SIGMAS / Math.sqrt(N) + rounding;
    expect(Math.abs(meanX ?? Number.NaN)).toBeLessThanOrEqual(error);
    expect(Math.abs(meanY ?? Number.NaN)).toBeLessThanOrEqual(error);
    expect(Math.abs((varianceX ?? Number.NaN) - 1)).toBeLessThanOrEqual(Math.SQRT2 * error);
    expect(Math.abs((varianceY ?? Number.NaN) - 1)).toBeLessThanOrEqual(Math.SQRT2 * error);
    expect(Math.abs(covariance ?? Number.NaN)).toBeLessThanOrEqual(error);
  });
});

describe("centres", () => {
  it("lie on a circle, mode 0 on the x axis, counter-clockwise", () => {
    const { centers } = ring();
    const half = Math.SQRT2; // 2 cos 45°
    const expected = [
      [2, 0],
      [half, half],
      [0, 2],
      [-half, half],
      [-2, 0],
      [-half, -half],
      [0, -2],
      [half, -half],
    ];
    // A sine, a cosine and a product: a few roundings of numbers up to 2.
    const error = Math.max(
      ...centers.map(([x, y], i) => Math.hypot(x - (expected[i]?.[0] ?? 9), y - (expected[i]?.[1] ?? 9))),
    );
    expect(error).toBeLessThanOrEqual(16 * 2 ** -53);
  });

  it("lie on a 5 x 5 grid from -4 to 4", () => {
    const steps = [-4, -2, 0, 2, 4];
    expect(grid().centers).toEqual(steps.flatMap((y) => steps.map((x) => [x, y])));
  });
});

describe("swissRoll", () => {
  it("has one label and no modes", () => {
    const { labels } = swissRoll().batch({ batchSize: 50, step: 0, seed: 0 });
    expect([...new Set(labels)]).toEqual([0]);
    expect(swissRoll().centers).toEqual([]);
    expect(swissRoll().nClasses).toBe(1);
  });

  it("lies on its spiral without noise, and fills all of it evenly", () => {
    const radius = 3;
    const { values } = swissRoll({ radius, std: 0 }).batch({ batchSize: N, step: 0, seed: 3 });
    const outer = 4.5 * Math.PI;
    const ts = Array.from({ length: N }, (_, i) => {
      const [x, y] = [values[2 * i] ?? Number.NaN, values[2 * i + 1] ?? Number.NaN];
      const t = (Math.hypot(x, y) * outer) / radius;
      // t is off by the rounding of x and y times outer / radius, and moves the point by at most (1 + t) / outer of that.
      const tolerance = (2 + outer) * ROUNDING;
      expect(Math.abs(x - (radius / outer) * t * Math.cos(t))).toBeLessThanOrEqual(tolerance);
      expect(Math.abs(y - (radius / outer) * t * Math.sin(t))).toBeLessThanOrEqual(tolerance);
      return t;
    });
    const rounding = (2 * outer * ROUNDING) / radius;
    expect(Math.min(...ts)).toBeGreaterThanOrEqual(1.5 * Math.PI - rounding);
    expect(Math.max(...ts)).toBeLessThanOrEqual(outer + rounding);
    // t is uniform on [1.5π, 4.5π): each tenth holds binomial(N, 1/10) points.
    const counts = Array.from({ length: 10 }, (_, tenth) => {
      return ts.filter((t) => Math.floor((t / Math.PI - 1.5) / 0.3) === tenth).length;
    });
    for (const count of counts) expect(Math.abs(count - N / 10)).toBeLessThanOrEqual(SIGMAS * Math.sqrt(N * 0.09));
  });

  it("adds noise of the stated deviation", () => {
    const request = { batchSize: N, step: 0, seed: 3 };
    const noisy = swissRoll({ std: 0.25 }).batch(request).values;
    const clean = swissRoll({ std: 0 }).batch(request).values; // the same draws, times zero
    const meanSquare = noisy.reduce((sum, value, i) => sum + ((value - (clean[i] ?? 0)) / 0.25) ** 2, 0) / (2 * N);
    expect(Math.abs(meanSquare - 1)).toBeLessThanOrEqual(SIGMAS / Math.sqrt(N) + ROUNDING / 0.25);
  });
});

describe("all mixtures", () => {
  it.each([
    [() => ring({ modes: 0 }), /ring: modes must be an integer in \[1, 10000\], received 0/],
    [() => ring({ modes: 2.5 }), /received 2\.5/],
    [() => ring({ radius: 0 }), /ring: radius must be finite and > 0, received 0/],
    [() => ring({ std: -0.1 }), /ring: std must be finite and >= 0, received -0\.1/],
    [() => ring({ std: Number.NaN }), /received NaN/],
    [() => grid({ side: 101 }), /grid: side \* side must be .* received 10201/],
    [() => grid({ spacing: Infinity }), /grid: spacing .* received Infinity/],
    [() => swissRoll({ radius: -1 }), /swissRoll: radius .* received -1/],
    [() => swissRoll({ std: Infinity }), /swissRoll: std .* received Infinity/],
    [() => ring().batch({ batchSize: 0, step: 0, seed: 0 }), /ring8\.batch: batchSize .* received 0/],
  ])("refuse bad numbers %#", (make, message) => {
    expect(make).toThrow(RangeError);
    expect(make).toThrow(message);
  });

  it("give the same bytes for the same request and others for another", () => {
    fc.assert(
      fc.property(fc.constantFrom(ring(), grid(), swissRoll()), fc.nat(), fc.nat(), (mixture, step, seed) => {
        const request = { batchSize: 4, step, seed };
        expect(mixture.batch(request)).toEqual(mixture.batch(request));
        expect(mixture.batch(request).values).not.toEqual(mixture.batch({ ...request, step: step + 1 }).values);
        expect(mixture.batch(request).values).not.toEqual(mixture.batch({ ...request, seed: seed + 1 }).values);
      }),
    );
  });
});
