import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { cubicKernel, discrepancyError } from "./cubic-kernel.ts";
import type { MetricSubject } from "./subject.ts";

/** Normal distributions with independent coordinates: means and standard deviations, in quarters. */
interface NormalsCase {
  readonly real: readonly (readonly [mean: number, std: number])[];
  readonly fake: readonly (readonly [mean: number, std: number])[];
}

/**
 * Six points `-√3, 0, 0, 0, 0, √3` have the moments of the standard normal distribution up to the fifth (Gauss and
 * Hermite's rule of three nodes, weights 1/6, 2/3, 1/6), and the cubic kernel asks for three in each argument.
 */
const NODES = [-Math.sqrt(3), 0, 0, 0, 0, Math.sqrt(3)];

/** All points of the product rule, `6^d` of them. */
function pointsOf(normal: NormalsCase["real"]): readonly (readonly number[])[] {
  return normal.reduce<readonly (readonly number[])[]>(
    (points, [mean, std]) => points.flatMap((point) => NODES.map((node) => point.concat(mean + std * node))),
    [[]],
  );
}

/**
 * `E (x·y/d + 1)³` of independent normal x and y. The products `t_k = x_k y_k` are independent, so that the first three
 * cumulants of their sum are sums: with moments `m₁ = μ`, `m₂ = μ² + σ²`, `m₃ = μ³ + 3 μ σ²` of either, `E t^p = m_p m'_p`.
 */
function expectedKernel(one: NormalsCase["real"], other: NormalsCase["real"]): number {
  const d = one.length;
  let [mean, variance, third] = [1, 0, 0];
  for (const [k, [m, s]] of one.entries()) {
    const [n, r] = other[k] ?? [Number.NaN, Number.NaN];
    const first = (m * n) / d;
    const second = ((m * m + s * s) * (n * n + r * r)) / d ** 2;
    const cube = ((m ** 3 + 3 * m * s * s) * (n ** 3 + 3 * n * r * r)) / d ** 3;
    mean += first;
    variance += second - first ** 2;
    third += cube - 3 * second * first + 2 * first ** 3;
  }
  return mean ** 3 + 3 * mean * variance + third;
}

const coordinate = fc.tuple(
  fc.integer({ min: -6, max: 6 }).map((quarters) => quarters / 4),
  fc.integer({ min: 0, max: 6 }).map((quarters) => quarters / 4),
);

/** What KID tells of two normal distributions, without drawing from them. */
export const kernelOfGaussians: Law<MetricSubject> = defineLaw<MetricSubject, NormalsCase>({
  name: "kernel-gaussians",
  statement:
    "Of points with the moments of normal distributions, KID is MMD² of these in closed form, less what the diagonal is due.",
  source: "moments of the normal distribution; Gauss and Hermite's rule; Σ_{i≠j} k = n² E k(x, x') − Σ k(x, x)",
  cases: fc
    .array(fc.tuple(coordinate, coordinate), { minLength: 1, maxLength: 2 })
    .map((pairs) => ({ real: pairs.map(([x]) => x), fake: pairs.map(([, y]) => y) })),
  labels: ({ real }) => [`dimension: ${real.length}`],
  measure: ({ kernelDistance }, { real, fake }) => {
    const [x, y] = [pointsOf(real), pointsOf(fake)];
    const n = x.length;
    const among = (points: readonly (readonly number[])[], normal: NormalsCase["real"]): number =>
      (n ** 2 * expectedKernel(normal, normal) - points.reduce((sum, point) => sum + cubicKernel(point, point), 0)) /
      (n * (n - 1));
    const expected = among(x, real) + among(y, fake) - 2 * expectedKernel(real, fake);
    const found = kernelDistance(x.flat(), y.flat(), real.length, { subsets: 1, subsetSize: n }).value;
    // The closed form rounds less than the sums, and √3 as often as a feature.
    return [
      {
        observed: Math.abs(found - expected),
        allowed: 2 * discrepancyError(x, y),
        what: "KID against the closed form",
      },
    ];
  },
});
