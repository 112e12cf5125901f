import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { mirroredRounds } from "../power-iteration/support/amplified-error.ts";
import { distance } from "../power-iteration/support/float64.ts";
import { normRoundoff } from "../power-iteration/support/roundoff.ts";
import { countDifferent } from "../weights/rounding.ts";
import type { WeightCase } from "../weights/weight-case.ts";
import type { SpectralNormFactory } from "./subject.ts";
import { kernelLabels, kernelOf, kernels, movedKernel, showKernel } from "./support/kernel-case.ts";
import { assign, barOf, knownBlocks, oneLayer, readState, stateVariable } from "./support/one-layer.ts";

interface RoundsCase {
  readonly weight: WeightCase;
  readonly powerIterations: number;
  readonly seed: number;
}

const roundsCase = (): fc.Arbitrary<RoundsCase> =>
  fc.record({ weight: kernels(), powerIterations: fc.integer({ min: 1, max: 4 }), seed: fc.nat(1e6) });

const labels = ({ weight, powerIterations }: RoundsCase): readonly string[] => [
  ...kernelLabels(weight),
  `rounds: ${powerIterations}`,
];

export const persistence: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, RoundsCase>({
  name: "persistence",
  statement:
    "One update of n rounds from a state is, to the bit, n updates of one round, also when the kernel has moved.",
  source: "Miyato et al. (2018), algorithm 1: u persists from update to update",
  cases: roundsCase,
  labels,
  show: showKernel,
  measure: async (subject, { weight, powerIterations, seed }) => {
    const kernel = kernelOf(weight, subject);
    const blocks = knownBlocks(kernel).map(({ matrix }) => matrix);
    const [many, single] = [
      oneLayer(kernel, subject.make({ powerIterations }), seed),
      oneLayer(kernel, subject.make(), seed),
    ];
    for (const kind of ["u", "v"] as const) stateVariable(single, kind).assign(stateVariable(many, kind));
    const measured: Measurement[] = [];
    for (const next of [kernel, movedKernel(kernel), kernel]) {
      for (const model of [many, single]) assign(model, next);
      many.critic.update();
      for (let i = 0; i < powerIterations; i++) single.critic.update();
      const [one, other] = [await readState(many, blocks), await readState(single, blocks)];
      measured.push(
        { observed: countDifferent(one.u.flat(), other.u.flat()), allowed: 0, what: "entries of u that differ" },
        { observed: countDifferent(one.v.flat(), other.v.flat()), allowed: 0, what: "entries of v that differ" },
        {
          observed: countDifferent(await barOf(many), await barOf(single)),
          allowed: 0,
          what: "entries of W̄ that differ",
        },
      );
    }
    return measured;
  },
});

export const updateRounds: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, RoundsCase>({
  name: "update-rounds",
  statement: "An update moves u and v by powerIterations rounds from the u before, with the kernel as it is now.",
  source: "Miyato et al. (2018), algorithm 1, mirrored by loops in float64 with the forward error of each half round",
  cases: roundsCase,
  labels,
  show: showKernel,
  measure: async (subject, { weight, powerIterations, seed }) => {
    const first = kernelOf(weight, subject);
    const model = oneLayer(first, subject.make({ powerIterations }), seed);
    const kernel = movedKernel(first);
    const blocks = knownBlocks(kernel);
    const before = await readState(
      model,
      blocks.map(({ matrix }) => matrix),
    );
    assign(model, kernel);
    model.critic.update();
    const after = await readState(
      model,
      blocks.map(({ matrix }) => matrix),
    );
    const measured = blocks.flatMap(({ matrix, sigma1, error }, g) => {
      if (sigma1 === 0) return [];
      const mirror = mirroredRounds(matrix, before.u[g] ?? [], { rounds: powerIterations, sigma1, error }).at(-1);
      if (mirror === undefined || !Number.isFinite(mirror.errorOfU)) return []; // rounding decides what becomes of u
      return [
        {
          observed: distance(after.u[g] ?? [], mirror.u),
          allowed: mirror.errorOfU + normRoundoff(mirror.u.length),
          what: `u of block ${g}`,
        },
        {
          observed: distance(after.v[g] ?? [], mirror.v),
          allowed: mirror.errorOfV + normRoundoff(mirror.v.length),
          what: `v of block ${g}`,
        },
      ];
    });
    fc.pre(measured.length > 0);
    return measured;
  },
});
