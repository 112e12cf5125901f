import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { staysNormal } from "../power-iteration/support/stays-normal.ts";
import { countDifferent } from "../weights/rounding.ts";
import type { WeightCase } from "../weights/weight-case.ts";
import { gradientOf } from "./gradient-formula.ts";
import type { SpectralNormFactory } from "./subject.ts";
import { kernelLabels, kernelOf, kernels, showKernel } from "./support/kernel-case.ts";
import type { ViewedKernel } from "./support/matrix-view.ts";
import { barOf, knownBlocks, oneLayer, readState } from "./support/one-layer.ts";

interface ScaleCase {
  readonly weight: WeightCase;
  readonly exponent: number;
  readonly seed: number;
}

/**
 * No tolerance: a power of two changes no rounding, as long as nothing leaves the normal numbers. An epsilon added to σ or to a
 * norm breaks it, and so does a floor under them.
 */
export const scaleInvariance: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, ScaleCase>({
  name: "scale-invariance",
  statement:
    "2^j W has the same W̄, u and v as W, to the bit, and its gradient is that of W over 2^j, also after an update.",
  source: "W / σ(W) is homogeneous of degree 0; gloro issue 8, and torch's max(norm, eps)",
  cases: () => fc.record({ weight: kernels(), exponent: fc.integer({ min: -80, max: 80 }), seed: fc.nat(1e6) }),
  labels: ({ weight, exponent }) => [
    ...kernelLabels(weight),
    `power: ${exponent < -40 ? "tiny" : exponent > 40 ? "huge" : "near 1"}`,
  ],
  show: showKernel,
  measure: async (subject, { weight, exponent, seed }) => {
    const kernel = withoutDust(kernelOf(weight, subject));
    const blocks = knownBlocks(kernel).map(({ matrix }) => matrix);
    fc.pre(blocks.flat(2).some((x) => x !== 0)); // a map that is zero is used as it is, and so is its gradient
    const factor = 2 ** exponent;
    const scaled = { ...kernel, values: kernel.values.map((x) => x * factor) };
    const [one, other] = [kernel, scaled].map((at) => oneLayer(at, subject.make(), seed)) as [OneLayer, OneLayer]; // of two
    const measured = [];
    for (const when of ["at once", "after an update"]) {
      const [state, scaledState] = [await readState(one, blocks), await readState(other, blocks)];
      fc.pre(blocks.every((block, g) => staysNormal(block, factor, state.u[g] ?? [], state.v[g] ?? [])));
      measured.push(
        {
          observed: countDifferent(state.u.flat(), scaledState.u.flat()),
          allowed: 0,
          what: `entries of u that differ ${when}`,
        },
        {
          observed: countDifferent(state.v.flat(), scaledState.v.flat()),
          allowed: 0,
          what: `entries of v that differ ${when}`,
        },
        {
          observed: countDifferent(await barOf(one), await barOf(other)),
          allowed: 0,
          what: `entries of W̄ that differ ${when}`,
        },
      );
      const outer = { ...kernel, values: kernel.values.map((_, i) => (i % 3) - 1) };
      const scaledGradient = (await gradientOf(other, outer)).map((x) => x * factor);
      measured.push({
        observed: countDifferent(await gradientOf(one, outer), scaledGradient),
        allowed: 0,
        what: `entries of ∂L/∂W that differ ${when}`,
      });
      one.critic.update();
      other.critic.update();
    }
    return measured;
  },
});

type OneLayer = ReturnType<typeof oneLayer>;

/** The kernel without entries that are tiny beside the largest: nearly all of the others stay normal at any scale drawn. */
function withoutDust(kernel: ViewedKernel): ViewedKernel {
  const largest = Math.max(...kernel.values.map(Math.abs));
  return { ...kernel, values: kernel.values.map((x) => (Math.abs(x) < largest * 2 ** -12 ? 0 : x)) };
}
