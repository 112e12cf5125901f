import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRng, type RandomStream } from "@lipschitz-gan/core";

const draw = (n: number, f: () => number): number[] => Array.from({ length: n }, f);
const uniforms = (stream: RandomStream, n = 5): number[] => draw(n, () => stream.uniform());
const mean = (xs: readonly number[]): number => xs.reduce((sum, x) => sum + x, 0) / xs.length;

const firstOf = (seed: number, name: string, step: number): number => createRng(seed).stream(name, step).uniform();

describe("createRng", () => {
  it("gives the numbers it has always given, so that old runs can be repeated", () => {
    const stream = createRng(7).stream("latent", 3);
    expect({
      uniforms: draw(3, () => stream.uniform()),
      normals: draw(3, () => stream.normal()),
      integers: draw(8, () => stream.int(1000)),
      order: [...stream.permutation(6)],
      afterwards: stream.uniform(),
    }).toMatchInlineSnapshot(`
      {
        "afterwards": 0.6616070942821077,
        "integers": [
          386,
          598,
          771,
          736,
          330,
          787,
          456,
          978,
        ],
        "normals": [
          -1.322625127391393,
          0.794795922963149,
          0.8098681339135934,
        ],
        "order": [
          2,
          5,
          4,
          1,
          0,
          3,
        ],
        "uniforms": [
          0.3722915373648632,
          0.8647987344021544,
          0.606063718884378,
        ],
      }
    `);
  });

  it("starts a stream anew each time it is asked for", () => {
    const rng = createRng(0);
    const first = uniforms(rng.stream("a"));
    rng.stream("b").normal();
    expect(uniforms(rng.stream("a"))).toEqual(first);
    expect(uniforms(rng.stream("a", 0))).toEqual(first);
  });

  it("does not confuse names and steps that run together as text", () => {
    const rng = createRng(1);
    expect(rng.stream("a/1", 2).uniform()).not.toBe(rng.stream("a", 12).uniform());
    expect(rng.stream("a1", 2).uniform()).not.toBe(rng.stream("a", 12).uniform());
    expect(createRng(1).stream("1/a").uniform()).not.toBe(createRng(11).stream("a").uniform());
  });

  it.each([-1, 1.5, Number.NaN, Infinity, 2 ** 53])("refuses the seed %s", (seed) => {
    expect(() => createRng(seed)).toThrow(/createRng: seed must be an integer in \[0, 2\^53\), received/);
  });

  it.each([0, -1, 1.5, Number.NaN, Infinity])("refuses to draw an integer below %s", (n) => {
    expect(() => createRng(0).stream("a").int(n)).toThrow(/int: n must be an integer >= 1, received/);
  });

  it("gives another stream for another seed, name or step", () => {
    fc.assert(
      fc.property(fc.nat(1e9), fc.string(), fc.nat(1e6), (seed, name, step) => {
        const here = firstOf(seed, name, step);
        expect(firstOf(seed, name, step)).toBe(here);
        // 53 bits: that two of these meet by chance has probability 2^-53
        expect(firstOf(seed + 1, name, step)).not.toBe(here);
        expect(firstOf(seed, `${name}x`, step)).not.toBe(here);
        expect(firstOf(seed, name, step + 1)).not.toBe(here);
      }),
    );
  });

  it("makes neighbouring streams uncorrelated", () => {
    // First numbers of 4000 streams, step by step: the correlation of n independent pairs is N(0, 1/n); 5 of its σ.
    const rng = createRng(5);
    const firsts = draw(
      4001,
      (
        (step) => () =>
          rng.stream("latent", step++).uniform() - 0.5
      )(0),
    );
    const products = firsts.slice(1).map((x, i) => 12 * x * (firsts[i] ?? 0));
    expect(Math.abs(mean(products))).toBeLessThan(5 / Math.sqrt(products.length));
  });
});

describe("RandomStream", () => {
  const n = 20_000;

  it("draws uniform numbers in [0, 1) with the moments of the uniform distribution", () => {
    const xs = uniforms(createRng(11).stream("u"), n);
    expect(Math.min(...xs)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...xs)).toBeLessThan(1);
    // five standard errors: Var x = 1/12, Var x² = 4/45
    expect(Math.abs(mean(xs) - 1 / 2)).toBeLessThan(5 * Math.sqrt(1 / 12 / n));
    expect(Math.abs(mean(xs.map((x) => x * x)) - 1 / 3)).toBeLessThan(5 * Math.sqrt(4 / 45 / n));
  });

  it("draws normal numbers with the first four moments of N(0, 1), both of each pair", () => {
    const stream = createRng(12).stream("n");
    const xs = draw(n, () => stream.normal());
    for (const half of [xs.filter((_, i) => i % 2 === 0), xs.filter((_, i) => i % 2 === 1)]) {
      // five standard errors: the variances of x, x², x³, x⁴ are 1, 2, 15, 96
      for (const [power, expected, variance] of [
        [1, 0, 1],
        [2, 1, 2],
        [3, 0, 15],
        [4, 3, 96],
      ] as const) {
        const moment = mean(half.map((x) => x ** power));
        expect(Math.abs(moment - expected), `moment ${power}`).toBeLessThan(5 * Math.sqrt(variance / half.length));
      }
    }
    const pairs = xs.filter((_, i) => i % 2 === 0).map((x, i) => x * (xs[2 * i + 1] ?? 0));
    expect(Math.abs(mean(pairs)), "correlation within a pair").toBeLessThan(5 / Math.sqrt(pairs.length));
  });

  it("draws every integer in [0, n) and no other, evenly", () => {
    const counts = Array.from({ length: 7 }, () => 0);
    const stream = createRng(13).stream("i");
    for (let i = 0; i < n; i++) {
      const drawn = stream.int(7);
      counts[drawn] = (counts[drawn] ?? 0) + 1;
    }
    expect(counts).toHaveLength(7);
    // binomial with p = 1/7
    for (const count of counts) expect(Math.abs(count - n / 7)).toBeLessThan(5 * Math.sqrt((n * 6) / 49));
  });

  it("has one integer to draw below 1, and one order or none of one and of nothing", () => {
    const stream = createRng(0).stream("i");
    expect([stream.int(1), ...stream.permutation(1), ...stream.permutation(0)]).toEqual([0, 0]);
  });

  it("draws integers within any bound", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 40 }), fc.nat(), (limit, seed) => {
        const x = createRng(seed).stream("i").int(limit);
        expect(Number.isInteger(x) && x >= 0 && x < limit).toBe(true);
      }),
    );
  });

  it("permutes: each of 0 … n-1 once", () => {
    fc.assert(
      fc.property(fc.nat(60), fc.nat(), (length, seed) => {
        const order = createRng(seed).stream("p").permutation(length);
        expect([...order].toSorted((a, b) => a - b)).toEqual(Array.from({ length }, (_, i) => i));
      }),
    );
  });

  it("permutes evenly: all six orders of three", () => {
    const stream = createRng(14).stream("p");
    const counts = new Map<string, number>();
    for (let i = 0; i < 6000; i++) {
      const key = stream.permutation(3).join("");
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(5 * Math.sqrt((6000 * 5) / 36));
  });
});
