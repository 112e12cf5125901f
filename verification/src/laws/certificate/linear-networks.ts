import { buildCertifiedCritic } from "../../arbitraries/certified-critic/build-certified-critic.ts";
import {
  certifiedCriticCase,
  type CertifiedCriticCase,
  certifiedCriticLabels,
} from "../../arbitraries/certified-critic-case.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { linearNetworkConstant } from "../../oracles/network-constant.ts";
import type { CertificateSubject } from "./subject.ts";
import { withWitness } from "./support/quick-options.ts";

/** Critics that are linear but for offsets have a constant that can be computed: the norm of one matrix. */
export const linearNetworks: Law<CertificateSubject> = defineLaw<CertificateSubject, CertifiedCriticCase>({
  name: "linear-networks",
  statement: "A network of linear layers has the norm of its matrix as its constant, and that lies in [lower, upper].",
  source: "the claim; the matrix by unit vectors that go through the network",
  cases: certifiedCriticCase({ isLinear: true }),
  labels: certifiedCriticLabels,
  measure: async ({ certify }, given) => {
    const { artifacts, network } = buildCertifiedCritic(given);
    const { lower, upper } = await certify(artifacts, withWitness);
    const { atLeast, atMost } = linearNetworkConstant(network);
    return [
      { observed: atLeast, allowed: upper, what: "the network's norm against the upper bound" },
      { observed: lower, allowed: atMost, what: "the lower bound against the network's norm" },
    ];
  },
});
