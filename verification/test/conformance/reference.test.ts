import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { minus, over, squared, times } from "../../src/conformance/reference/arithmetic.ts";
import { gradients, penaltyGradients } from "../../src/conformance/reference/derivatives.ts";
import { mapped } from "../../src/conformance/reference/mapped.ts";
import { matrixProduct } from "../../src/conformance/reference/matrix-product.ts";
import { leaf, type ReferenceNode } from "../../src/conformance/reference/node.ts";
import { meanOver } from "../../src/conformance/reference/reductions.ts";
import { convolution } from "../../src/conformance/reference/windows.ts";
import { curves } from "../../src/conformance/cases/curves.ts";
import { surfaces } from "../../src/conformance/cases/surfaces.ts";
import { conformanceCases } from "../../src/conformance/conformance-cases.ts";
import { numbers } from "../../src/conformance/trial/draw.ts";
import type { Trial } from "../../src/conformance/trial/trial.ts";

const dot = (a: ArrayLike<number>, b: ArrayLike<number>) => Array.from(a).reduce((sum, x, i) => sum + x * b[i]!, 0);

/** Five-point central difference of f along a direction, and how far it may be off: what halving the step changes. */
function difference(f: (step: number) => number, h = 2 ** -9): { value: number; error: number } {
  const at = (s: number) => (8 * (f(s) - f(-s)) - (f(2 * s) - f(-2 * s))) / (12 * s);
  const [coarse, fine] = [at(h), at(h / 2)];
  const rounding = (2 ** -53 * 64 * Math.max(1, Math.abs(f(0)))) / h;
  return { value: fine, error: Math.abs(coarse - fine) + rounding };
}

/** A trial's arguments moved along directions, as leaves. */
function moved(trial: Trial, directions: readonly Float32Array[], step: number): ReferenceNode[] {
  return trial.args.map(({ shape, values }, i) =>
    leaf(
      shape,
      Array.from(values, (x, k) => x + step * directions[i]![k]!),
    ),
  );
}

/** f = ⟨c, y + y²⟩ and the penalty on its gradient, at a point on a line, by the reference's first order alone. */
function penaltyAt(trial: Trial, directions: readonly Float32Array[], c: Float32Array, step: number): number {
  const leaves = moved(trial, directions, step);
  const y = trial.reference(...leaves);
  const f = times(
    leaf(y.shape, c),
    times(
      y,
      leaf(
        y.shape,
        y.value.map((v) => 1 + v),
      ),
    ),
  );
  // ∂⟨c, y + y²⟩/∂y = c (1 + 2y), handed to the reverse pass as an adjoint
  const adjoint = y.value.map((v, k) => c[k]! * (1 + 2 * v));
  void f;
  return gradients(y, adjoint, leaves).reduce((sum, { value }) => sum + dot(value, value), 0);
}

/** Smooth where a step of 2^-8 leads: drawn numbers lie so near to kinks that a difference would cross them. */
const smooth = conformanceCases.filter(
  ({ family, orders, share, name }) =>
    share === undefined &&
    orders.includes("second") &&
    !/relu|abs|clip|step|sign|ceil|floor|round|maximum|minimum|elu|prelu|mod|where|max|min|norm|arg/iu.test(name) &&
    !/special|empty/u.test(family),
);

describe("the float64 reference", () => {
  it("has the derivatives of a product worked out by hand", () => {
    const [x, y] = [leaf([], [3]), leaf([], [5])];
    expect(gradients(times(x, y), [1], [x, y]).map(({ value }) => value[0])).toEqual([5, 3]);
    // y = x: f = c (x + x²), f' = c (1 + 2x), S = f'², dS/dx = 2 f' 2c, dS/dc = 2 f' (1 + 2x); x = 3, c = 2
    const c = leaf([], [2]);
    const again = leaf([], [3]);
    const same = times(again, leaf([], [1]));
    expect(penaltyGradients(same, [again], c).map(({ value }) => value[0])).toEqual([2 * 14 * 4, 2 * 14 * 7]);
  });

  it("convolves a 2 × 2 picture as worked out by hand", () => {
    const c = {
      batch: 1,
      size: [2, 2],
      kernel: [2, 2],
      strides: [1, 1],
      dilations: [1, 1],
      pad: "same",
      inChannels: 1,
      filters: 1,
    } as const;
    const [x, w] = [leaf([1, 2, 2, 1], [1, 2, 3, 4]), leaf([2, 2, 1, 1], [5, 6, 7, 8])];
    // same padding of an even window goes behind: [1·5+2·6+3·7+4·8, 2·5+4·7, 3·5+4·6, 4·5]
    expect([...convolution(c, x, w).value]).toEqual([70, 38, 39, 20]);
    expect([...(gradients(convolution(c, x, w), [1, 0, 0, 0], [x, w])[1]?.value ?? [])]).toEqual([1, 2, 3, 4]);
  });

  it("multiplies matrices in batches", () => {
    const a = leaf([2, 1, 2], [1, 2, 3, 4]);
    const b = leaf([2, 1], [10, 100]);
    expect([...matrixProduct(a, b).value]).toEqual([210, 430]);
    expect([...matrixProduct(a, leaf([1, 2], [10, 100]), false, true).value]).toEqual([210, 430]);
  });

  it("has a variance whose size shows the cancellation", () => {
    const x = leaf([2], [1000, 1001]);
    const mean = meanOver(x, { axes: [0], keepDims: true });
    const variance = meanOver(squared(minus(x, mean)), { axes: [0], keepDims: false });
    expect([...variance.value]).toEqual([0.25]);
    expect(variance.size[0]).toBeGreaterThan(1000); // u · 1000 is what float32 may lose in x - mean
    expect([...over(x, mean).shape]).toEqual([2]);
  });

  it.each(curves.map((curve) => [curve.name, curve] as const))(
    "has slope and bend of %s as differences give them",
    (_, { value, slope, bend, domain = (x: number) => x }) => {
      for (const x of numbers(20, "real", 5)) {
        const at = domain(x);
        // 2^-9 away from a kink at 0 and from the multiples of 1/4 that the others lie at
        if (Math.abs(at * 4 - Math.round(at * 4)) < 2 ** -5) continue;
        for (const [f, derivative] of [
          [value, slope],
          [slope, bend],
        ] as const) {
          const { value: expected, error } = difference((step) => f(at + step), 2 ** -11);
          expect(Math.abs(derivative(at) - expected)).toBeLessThanOrEqual(error + 1e-9);
        }
      }
    },
  );

  it.each(surfaces.filter(({ name }) => name !== "mod").map((surface) => [surface.name, surface] as const))(
    "has slopes and bends of %s as differences give them",
    (_, { value, slopes, bends, domain = (x: number) => x }) => {
      const [as, bs] = [numbers(20, "real", 3), numbers(20, "real", 4)];
      for (const [k, x] of as.entries()) {
        const [a, b] = [domain(x, 0), domain(bs[k]!, 1)];
        if (Math.abs(a) < 2 ** -5 || Math.abs(a - b) < 2 ** -5) continue; // the kinks
        const along = (f: (a: number, b: number) => number, wrt: 0 | 1) =>
          difference((step) => f(wrt === 0 ? a + step : a, wrt === 1 ? b + step : b), 2 ** -11);
        const [faa, fab, fbb] = bends(a, b);
        for (const [found, { value: expected, error }] of [
          [slopes(a, b)[0], along(value, 0)],
          [slopes(a, b)[1], along(value, 1)],
          [faa, along((p, q) => slopes(p, q)[0], 0)],
          [fab, along((p, q) => slopes(p, q)[0], 1)],
          [fbb, along((p, q) => slopes(p, q)[1], 1)],
        ] as const)
          expect(Math.abs(found - expected)).toBeLessThanOrEqual(error + 1e-9);
      }
    },
  );

  it("takes a step of a mapped node through its chain rule", () => {
    const x = leaf([2], [0.25, -0.5]);
    const exp = { value: Math.exp, slope: Math.exp, bend: Math.exp };
    const y = mapped(mapped(x, exp), exp);
    const [slope] = gradients(y, [1, 1], [x]);
    expect(slope?.value[0]).toBeCloseTo(Math.exp(Math.exp(0.25)) * Math.exp(0.25), 12);
  });

  it.each(smooth.map((one) => [one.name, one] as const))(
    "differentiates %s twice as differences of itself do",
    (_, { trials }) => {
      fc.assert(
        fc.property(trials, fc.nat(), (trial, seed) => {
          const leaves = moved(
            trial,
            trial.args.map(({ values }) => new Float32Array(values.length)),
            0,
          );
          const y = trial.reference(...leaves);
          const c = numbers(y.value.length, "real", seed + 1);
          const directions = trial.args.map(({ values }, i) => numbers(values.length, "real", seed + 2 + i));
          const first = gradients(y, c, leaves).reduce((sum, { value }, i) => sum + dot(value, directions[i]!), 0);
          const firstWanted = difference((step) => dot(trial.reference(...moved(trial, directions, step)).value, c));
          expect(Math.abs(first - firstWanted.value)).toBeLessThanOrEqual(firstWanted.error + 1e-8);
          const second = penaltyGradients(y, leaves, leaf(y.shape, c));
          const found = second.slice(0, -1).reduce((sum, { value }, i) => sum + dot(value, directions[i]!), 0);
          const wanted = difference((step) => penaltyAt(trial, directions, c, step));
          expect(Math.abs(found - wanted.value)).toBeLessThanOrEqual(wanted.error + 1e-8);
        }),
        { numRuns: 2 },
      );
    },
  );
});
