import { buildCertifiedCritic } from "../../arbitraries/certified-critic/build-certified-critic.ts";
import {
  certifiedCriticCase,
  type CertifiedCriticCase,
  certifiedCriticLabels,
} from "../../arbitraries/certified-critic-case.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { composedBounds } from "../../oracles/composed-bounds.ts";
import type { CertificateSubject } from "./subject.ts";
import { withoutWitness } from "./support/quick-options.ts";

/** What a claim may be enlarged by so that another program's rounding agrees: `2^-40`, and a few roundings beside it. */
const SLACK = 1.01 * 2 ** -40;

/** Merging layers, and forms over several of them, are there to be better than the product; where they are not, it counts. */
export const neverAboveTheProduct: Law<CertificateSubject> = defineLaw<CertificateSubject, CertifiedCriticCase>({
  name: "never-above-the-product",
  statement: "The bound is at most what the upper bounds of the layers compose to along the graph.",
  source:
    "composition of Lipschitz constants; every operation may add the slack of 2^-40, and an average the rounding of 1 / n, " +
    "which TensorFlow.js takes in float32",
  share: 0.5,
  cases: certifiedCriticCase(),
  labels: certifiedCriticLabels,
  measure: async ({ certify }, given) => {
    const { artifacts, network } = buildCertifiedCritic(given);
    const { layers, upper } = await certify(artifacts, withoutWitness);
    const composed = composedBounds(network, layers.map((layer) => layer.upper)).at(-1) ?? Number.NaN; // prettier-ignore
    const averages = network.operations.filter(({ kind }) => kind === "Average").length;
    const slack = (1 + SLACK) ** network.operations.length * (1 + 2 ** -24) ** averages;
    return [{ observed: upper, allowed: composed * slack, what: "the bound against the product along the graph" }];
  },
});
