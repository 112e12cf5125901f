import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { trainCritic } from "../trained-critic/train-critic.ts";
import { type TrainedCase, trainedCase, trainedLabels } from "../trained-critic/trained-case.ts";
import type { CertificateSubject } from "./subject.ts";
import { artifactsOf } from "./support/artifacts-of.ts";
import { withoutWitness } from "./support/quick-options.ts";
import { worstPair } from "./support/worst-pair.ts";

/** Two critics, since pairs cost very differently. */
interface PairsCase {
  readonly dense: TrainedCase;
  /** With convolutions or slices, which are slow in plain JavaScript. */
  readonly slow: TrainedCase;
}

/** A million pairs in a run of 100 cases, a tenth of which fall to this law. */
const N_PAIRS = 110_000;
const N_SLOW_PAIRS = 4000;

const activations = ["relu", "leakyReLU"] as const;

/** Critics as they come out of training, under every constraint, in TensorFlow.js's own float32. */
export const trainedCritics: Law<CertificateSubject> = defineLaw<CertificateSubject, PairsCase>({
  name: "trained-critics",
  statement: "After training, |f(x) − f(y)| ≤ upper |x − y| + rounding for 114 000 pairs of samples a case.",
  source: "the claim; rounding of float32 by the network of absolute values (Higham, section 3.1)",
  share: 0.1,
  cases: fc.record({
    dense: trainedCase({ architectures: ["dense", "residual", "concatenating"], activations }),
    slow: trainedCase({ architectures: ["conv", "conditional"], activations }),
  }),
  labels: ({ dense, slow }) => [...new Set([...trainedLabels(dense), ...trainedLabels(slow)])],
  measure: async ({ certify }, { dense, slow }) => {
    const measurements: Measurement[] = [];
    for (const [given, count] of [
      [dense, N_PAIRS],
      [slow, N_SLOW_PAIRS],
    ] as const) {
      const critic = await trainCritic(given);
      const { upper } = await certify(await artifactsOf(await critic.bake()), withoutWitness);
      measurements.push(await worstPair(critic, { upper, count, seed: given.seed }));
    }
    return measurements;
  },
});
