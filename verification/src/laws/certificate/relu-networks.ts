import * as fc from "fast-check";
import { buildCertifiedCritic } from "../../arbitraries/certified-critic/build-certified-critic.ts";
import {
  certifiedCriticCase,
  type CertifiedCriticCase,
  certifiedCriticLabels,
} from "../../arbitraries/certified-critic-case.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { reluNetworkConstant } from "../../oracles/network-constant.ts";
import type { CertificateSubject } from "./subject.ts";
import { withWitness } from "./support/quick-options.ts";
import { samplesIn } from "./support/samples.ts";

/** Between the steepest sample and the steepest pattern of open units, whether or not there is a sample of that pattern. */
export const reluNetworks: Law<CertificateSubject> = defineLaw<CertificateSubject, CertifiedCriticCase>({
  name: "relu-networks",
  statement: "A small ReLU network: gradients at samples are at most upper, and lower is at most the steepest pattern.",
  source: "a ReLU network is linear in each region; at most 10 units, so all 2^10 patterns are counted",
  cases: certifiedCriticCase({ activations: ["relu"], isDense: true, maxStages: 4 }),
  labels: certifiedCriticLabels,
  measure: async ({ certify }, given) => {
    const { artifacts, network } = buildCertifiedCritic(given);
    const samples = [1, 10].flatMap((size) => samplesIn(network, given.seed, 20, [-size, size]));
    const constant = reluNetworkConstant(network, samples);
    fc.pre(constant !== null);
    const { lower, upper } = await certify(artifacts, withWitness);
    return [
      { observed: constant?.atLeast ?? Number.NaN, allowed: upper, what: "the steepest gradient against upper" },
      { observed: lower, allowed: constant?.atMost ?? Number.NaN, what: "lower against the steepest pattern" },
    ];
  },
});
