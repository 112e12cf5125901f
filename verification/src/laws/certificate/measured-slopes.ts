import { buildCertifiedCritic } from "../../arbitraries/certified-critic/build-certified-critic.ts";
import {
  certifiedCriticCase,
  type CertifiedCriticCase,
  certifiedCriticLabels,
} from "../../arbitraries/certified-critic-case.ts";
import { product } from "../../oracles/convolution-entries.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { CertificateSubject } from "./subject.ts";
import { withoutWitness } from "./support/quick-options.ts";
import { measuredPairs, pairAgainst } from "./support/slopes.ts";

/** In all architectures and with all activations, in float64 by the definitions. */
export const measuredSlopes: Law<CertificateSubject> = defineLaw<CertificateSubject, CertifiedCriticCase>({
  name: "measured-slopes",
  statement: "|f(x) − f(y)| is at most upper |x − y| for pairs that are chosen to break it.",
  source: "the claim; rounding of f as derived at the oracle",
  cases: certifiedCriticCase(),
  labels: certifiedCriticLabels,
  measure: async ({ certify }, given) => {
    const { artifacts, network } = buildCertifiedCritic(given);
    const { upper } = await certify(artifacts, withoutWitness);
    const entries = product(network.inputShape) + product(network.outputShape);
    return [0.1, 1, 30].flatMap((size) => {
      const ends = [-size, size].map((end) => new Float64Array(product(network.inputShape)).fill(end));
      const [low = new Float64Array(0), high = new Float64Array(0)] = ends;
      const pairs = measuredPairs(network, given.seed, 6, low, high);
      return pairs.map((pair) => pairAgainst(pair, upper, entries, `|f(x) − f(y)| in [−${size}, ${size}]`));
    });
  },
});
