import * as fc from "fast-check";
import { buildCertifiedCritic } from "../../arbitraries/certified-critic/build-certified-critic.ts";
import {
  certifiedCriticCase,
  type CertifiedCriticCase,
  certifiedCriticLabels,
} from "../../arbitraries/certified-critic-case.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { product } from "../../oracles/convolution-entries.ts";
import type { CertificateSubject } from "./subject.ts";
import { withoutWitness } from "./support/quick-options.ts";
import { samplesIn } from "./support/samples.ts";
import { measuredPairs, pairAgainst } from "./support/slopes.ts";

interface LocalCase {
  readonly critic: CertifiedCriticCase;
  /** Half of the box's sides. */
  readonly reach: number;
  /** Whether all sides are the same interval. */
  readonly isCube: boolean;
}

/** The box lies anywhere, so that some units are open in all of it and others in none. */
export const localBounds: Law<CertificateSubject> = defineLaw<CertificateSubject, LocalCase>({
  name: "local-bounds",
  statement: "A bound for a box is at least every slope in the box, and at most the bound for all samples.",
  source: "the claim; the gradient by intervals contains the gradient",
  cases: fc.record({
    critic: fc.oneof(
      { withCrossShrink: true },
      certifiedCriticCase({ head: "always" }),
      // Where a bound for a box is most often the smaller one.
      certifiedCriticCase({ head: "always", isDense: true, activations: ["relu", "relu6", "leakyReLU"], maxStages: 3 }),
    ),
    reach: fc.constantFrom(1, 0.3, 0.01, 10),
    isCube: fc.boolean(),
  }),
  labels: ({ critic, reach, isCube }) => [...certifiedCriticLabels(critic), `reach: ${reach}`, isCube ? "cube" : "box"],
  measure: async ({ certify }, { critic, reach, isCube }) => {
    const { artifacts, network } = buildCertifiedCritic(critic);
    const entries = product(network.inputShape);
    const center = samplesIn(network, critic.seed, 1, [-1, 1])[0]?.map((x) => (isCube ? 0 : x)) ?? new Float64Array(0);
    const [low, high] = [center.map((x) => x - reach), center.map((x) => x + reach)];
    const box = isCube ? { low: -reach, high: reach } : { low: [...low], high: [...high] };
    const { local, upper } = await certify(artifacts, { ...withoutWitness, box });
    const bound = local?.upper ?? Number.NaN;
    const pairs = measuredPairs(network, critic.seed, 12, low, high);
    return [
      { observed: bound, allowed: upper, what: "the bound for the box against the bound for all samples" },
      ...pairs.map((pair) => pairAgainst(pair, bound, entries + 1, "|f(x) − f(y)| in the box")),
    ];
  },
});
