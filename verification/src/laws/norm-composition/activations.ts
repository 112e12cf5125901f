import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { NormCompositionSubject } from "./subject.ts";

type Scalar = (x: number, alpha: number) => number;

/** The activations by their definitions in float64. */
const definitions: Readonly<Record<string, Scalar>> = {
  linear: (x) => x,
  relu: (x) => Math.max(0, x),
  relu6: (x) => Math.min(6, Math.max(0, x)),
  leakyReLU: (x, alpha) => (x < 0 ? alpha * x : x),
  elu: (x, alpha) => (x < 0 ? alpha * Math.expm1(x) : x),
  selu: (x) => 1.0507009873554805 * (x < 0 ? 1.6732632423543772 * Math.expm1(x) : x),
  softplus: (x) => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(0, x),
  softsign: (x) => x / (1 + Math.abs(x)),
  tanh: Math.tanh,
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  hardSigmoid: (x) => Math.min(1, Math.max(0, 0.2 * x + 0.5)),
  swish: (x) => x / (1 + Math.exp(-x)),
  mish: (x) => x * Math.tanh(Math.log1p(Math.exp(x))),
};

const STEP = 2 ** -8;

/**
 * A secant over a step h never exceeds the constant. Where the slope is largest on one side of a kink, as of elu and selu at
 * 0, whose second derivative there is the slope itself, it falls short by the factor `1 − h/2`; elsewhere by `h²`. The other
 * `h/2` is for constants that are rounded up to five digits.
 */
export const activationConstants: Law<NormCompositionSubject> = defineLaw<NormCompositionSubject, number>({
  name: "activations",
  statement: "The constant of an activation is its steepest slope, no less, and at most 2⁻⁸ more.",
  source: "secants of the definition on a grid; lower bounds of the Lipschitz constant by its definition",
  share: 0.2,
  cases: fc.oneof(
    { withCrossShrink: true },
    fc.constantFrom(1, 3, -2),
    fc.integer({ min: -40, max: 40 }).map((n) => n / 8),
  ),
  labels: (alpha) => [`slope: ${alpha < -1 ? "below −1" : alpha > 1 ? "above 1" : "within 1"}`],
  show: (alpha) => `alpha: ${alpha}`,
  measure: ({ activationLipschitz }, alpha) =>
    Object.entries(definitions).flatMap(([name, f]) => {
      const steepest = steepestSecant((x) => f(x, alpha));
      const constant = activationLipschitz(name, { alpha });
      const rounding = 1 + 2 ** -40; // of a difference of two values near each other, over the step
      return [
        { observed: steepest, allowed: constant * rounding, what: `the steepest secant of ${name}` },
        { observed: constant, allowed: steepest * (1 + STEP), what: `the constant of ${name}` },
      ];
    }),
});

function steepestSecant(f: (x: number) => number): number {
  let steepest = 0;
  for (let x = -16; x < 16; x += STEP) steepest = Math.max(steepest, Math.abs(f(x + STEP) - f(x)) / STEP);
  return steepest;
}
