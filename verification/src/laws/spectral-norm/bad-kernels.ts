import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { divisionRoundings, gamma } from "../power-iteration/support/roundoff.ts";
import { countDifferent } from "../weights/rounding.ts";
import type { WeightCase } from "../weights/weight-case.ts";
import { gradientOf } from "./gradient-formula.ts";
import { dividesByEstimate, type SpectralNormFactory } from "./subject.ts";
import { barEntries } from "./own-estimate.ts";
import { worstEntry } from "./support/entrywise.ts";
import { kernelLabels, kernelOf, kernels, showKernel } from "./support/kernel-case.ts";
import { assign, barOf, knownBlocks, oneLayer, readState } from "./support/one-layer.ts";
import { sigmaFacts } from "./support/sigma-facts.ts";

interface ZeroCase {
  readonly weight: WeightCase;
  readonly k: number;
  readonly isZeroFromStart: boolean;
  readonly seed: number;
}

export const zeroKernel: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, ZeroCase>({
  name: "zero-kernel",
  statement:
    "A kernel of zeros stays zero, keeps u and v, lets its gradient through times the share, and is normalised again when it has left zero.",
  source: "torch issue 20192: 0 / 0 is NaN whatever the epsilon of the norms; the documented policy",
  share: 0.5,
  cases: () =>
    fc.record({
      weight: kernels(),
      k: fc.constantFrom(1, 3, 0.5),
      isZeroFromStart: fc.boolean(),
      seed: fc.nat(1e6),
    }),
  labels: ({ weight, isZeroFromStart }) => [
    ...kernelLabels(weight),
    `zero ${isZeroFromStart ? "from the start" : "later"}`,
  ],
  show: showKernel,
  measure: async (subject, { weight, k, isZeroFromStart, seed }) => {
    const kernel = kernelOf(weight, subject);
    const zero = { ...kernel, values: kernel.values.map(() => 0) };
    const model = oneLayer(isZeroFromStart ? zero : kernel, subject.make({ k }), seed);
    const blocks = knownBlocks(kernel).map(({ matrix }) => matrix);
    const before = await readState(model, blocks);
    assign(model, zero);
    model.critic.update();
    const after = await readState(model, blocks);
    const g = { ...kernel, values: kernel.values.map((_, i) => (i % 5) - 2) };
    const gradient = await gradientOf(model, g);
    const entries = Array.from(g.values, (x, i) => ({
      found: gradient[i] ?? Number.NaN,
      wanted: k * x,
      allowed: gamma(2 * divisionRoundings() + 1) * Math.abs(k * x), // G / (1 / share), and the share
    }));
    const bar = await barOf(model);
    assign(model, kernel);
    model.critic.update();
    const facts = sigmaFacts(blocks, await readState(model, blocks));
    fc.pre(kernel.values.every((x) => x === 0) || facts.error < 0.25); // else rounding decides what is divided by
    return [
      { observed: bar.filter((x) => x !== 0).length, allowed: 0, what: "entries of W̄ that are not zero" },
      { observed: countDifferent(before.u.flat(), after.u.flat()), allowed: 0, what: "entries of u that have changed" },
      { observed: countDifferent(before.v.flat(), after.v.flat()), allowed: 0, what: "entries of v that have changed" },
      worstEntry(entries, "∂L/∂W"),
      // That of a mode that divides by something else has laws of its own.
      ...(dividesByEstimate(subject)
        ? [worstEntry(barEntries(kernel, facts, k, await barOf(model)), "W̄ once the kernel is not zero")]
        : []),
    ];
  },
});

interface SpoiltCase {
  readonly weight: WeightCase;
  readonly by: number;
  readonly position: number;
  readonly seed: number;
}

export const spoiltKernel: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, SpoiltCase>({
  name: "spoilt-kernel",
  statement: "One entry that is not finite makes all of W̄ NaN, spoils no vector, and leaves no trace when it is gone.",
  source: "the documented policy: a NaN shows at once, and a finite W / ∞ would hide it",
  share: 0.5,
  cases: () =>
    fc.record({
      weight: kernels(),
      by: fc.constantFrom(Number.NaN, Infinity, -Infinity),
      position: fc.nat(100),
      seed: fc.nat(1e6),
    }),
  labels: ({ weight, by }) => [...kernelLabels(weight), `by: ${by}`],
  show: showKernel,
  measure: async (subject, { weight, by, position, seed }) => {
    const kernel = kernelOf(weight, subject);
    const blocks = knownBlocks(kernel).map(({ matrix }) => matrix);
    const model = oneLayer(kernel, subject.make(), seed);
    const spoilt = { ...kernel, values: kernel.values.with(position % kernel.values.length, by) };
    assign(model, spoilt);
    model.critic.update();
    const bar = await barOf(model);
    const { u, v } = await readState(model, blocks);
    assign(model, kernel);
    model.critic.update();
    const repaired = await barOf(model);
    return [
      { observed: bar.filter((x) => !Number.isNaN(x)).length, allowed: 0, what: "entries of W̄ that are not NaN" },
      {
        observed: [...u.flat(), ...v.flat()].filter((x) => !Number.isFinite(x)).length,
        allowed: 0,
        what: "entries of u and v that are not finite",
      },
      {
        observed: repaired.filter((x) => !Number.isFinite(x)).length,
        allowed: 0,
        what: "entries of W̄ that are not finite once the kernel is",
      },
    ];
  },
});
