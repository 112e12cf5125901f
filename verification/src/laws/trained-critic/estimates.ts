import { createRng } from "@lipschitz-gan/core";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { singularValuesByEigs } from "../../oracles/singular-values-by-eigs.ts";
import { envelope } from "../power-iteration/support/envelope.ts";
import { known } from "../power-iteration/support/matrix-run.ts";
import { normsRoundoff, worstEstimateError } from "../power-iteration/support/roundoff.ts";
import { svdError } from "../weights/rounding.ts";
import { type ConstrainedKernel, constrainedKernels } from "./constrained-kernels.ts";
import type { TrainedCriticSubject } from "./subject.ts";
import { trainCritic } from "./train-critic.ts";
import { type TrainedCase, trainedCase, trainedLabels } from "./trained-case.ts";

const N_ROUNDS = 8;

/** What training reports as σ lies below the exact largest singular value, and as near to it as theory says. */
export const estimates: Law<TrainedCriticSubject> = defineLaw<TrainedCriticSubject, TrainedCase>({
  name: "estimates",
  statement:
    "After training, every estimate by power iteration is at most the exact largest singular value of the trained weight, and at least what its start and the gap imply.",
  source:
    "singular values by mathjs; the bounds of power-iteration/lower-bound and power-iteration/convergence-envelope",
  share: 0.1,
  cases: trainedCase(),
  labels: trainedLabels,
  measure: async (subject, given) => {
    const critic = await trainCritic(given);
    const kernels = await constrainedKernels(critic);
    const monitor = subject.spectralMonitor(critic, createRng(given.seed));
    const state = monitor.state();
    const starts = await Promise.all(
      kernels.map(async ({ weight }) => [...((await state[`${weight.name}/u`]?.data()) ?? [])]),
    );
    const rounds: Record<string, number>[] = [];
    for (let round = 0; round < N_ROUNDS; round++) rounds.push(await monitor.measure());
    return kernels.flatMap((kernel, i) =>
      againstExact(
        kernel,
        starts[i] ?? [],
        rounds.map((sigmas) => sigmas[kernel.weight.layer] ?? Number.NaN),
      ),
    );
  },
});

/** The tolerances are derived beside the laws of power iteration; the oracle here is mathjs, and may be off itself. */
function againstExact(
  { weight, matrix }: ConstrainedKernel,
  start: readonly number[],
  found: readonly number[],
): readonly Measurement[] {
  const { of, error } = known(matrix);
  const [rows, columns] = [matrix.length, matrix[0]?.length ?? 0];
  const sigma1 = singularValuesByEigs(matrix.flat(), rows, columns)[0] ?? Number.NaN;
  if (sigma1 === 0) return [{ observed: Math.max(...found), allowed: 0, what: `σ̂ of ${weight.name}, which is zero` }];
  const rounding = normsRoundoff(matrix) + worstEstimateError(matrix, sigma1) + svdError(rows, columns);
  return found.flatMap((sigma, i) => {
    const least = Math.max(0, envelope(of, start, { rounds: i + 1, error }) - 2 * error);
    const what = `σ̂ / σ₁ of ${weight.name} after ${i + 1} rounds on the trained weights`;
    return [
      { observed: sigma / sigma1 - 1, allowed: rounding, what: `${what}, above 1` },
      { observed: 1 - sigma / sigma1, allowed: 1 - least * (1 - rounding) + rounding, what: `${what}, below 1` },
    ];
  });
}
