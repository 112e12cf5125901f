import { createRng } from "@lipschitz-gan/core";
import * as fc from "fast-check";
import { buildCertifiedCritic } from "../../arbitraries/certified-critic/build-certified-critic.ts";
import {
  certifiedCriticCase,
  type CertifiedCriticCase,
  certifiedCriticLabels,
} from "../../arbitraries/certified-critic-case.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { evaluationError } from "../../oracles/network-constant.ts";
import { referenceOutput } from "../../oracles/reference-network.ts";
import { exactWasserstein1 } from "../../oracles/exact-wasserstein1.ts";
import { u32, u64 } from "../weights/rounding.ts";
import type { CertificateSubject } from "./subject.ts";
import { withoutWitness } from "./support/quick-options.ts";

interface TransportCase {
  readonly critic: CertifiedCriticCase;
  /** Samples in each set. */
  readonly count: number;
  /** How far the second set is shifted. */
  readonly shift: number;
}

/** The dual of optimal transport: any Lipschitz function shows a distance, and the certificate tells how steep it is. */
export const wasserstein: Law<CertificateSubject> = defineLaw<CertificateSubject, TransportCase>({
  name: "wasserstein",
  statement: "(mean f(real) − mean f(fake)) / upper is what the lower bound on W₁ is, and at most W₁ itself.",
  source: "Kantorovich and Rubinstein; W₁ of two small sets by all assignments",
  share: 0.5,
  cases: fc.record({
    critic: certifiedCriticCase({ head: "always", maxStages: 3 }),
    count: fc.integer({ min: 1, max: 5 }),
    shift: fc.constantFrom(0, 0.5, 3),
  }),
  labels: ({ critic, count }) => [...certifiedCriticLabels(critic), `samples: ${count}`],
  measure: async ({ certify, wasserstein1Lower }, { critic, count, shift }) => {
    const { artifacts, network } = buildCertifiedCritic(critic);
    const { upper } = await certify(artifacts, withoutWitness);
    const random = createRng(critic.seed).stream("sets");
    const length = critic.input.reduce((total, n) => total * n, 1);
    const setOf = (by: number): Float32Array[] =>
      Array.from({ length: count }, () => Float32Array.from({ length }, () => by + random.normal()));
    const [real, fake] = [setOf(0), setOf(shift)];
    fc.pre(upper > 0);
    const lower = await wasserstein1Lower(artifacts, { upper, real, fake });
    const exact = exactWasserstein1(real, fake);
    const values = [real, fake].map((set) => set.map((sample) => referenceOutput(network, sample)[0] ?? Number.NaN));
    const [ofReal = 0, ofFake = 0] = values.map((set) => set.reduce((sum, value) => sum + value, 0) / count);
    const size = values.flat().reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const errorWith = (settings: number): number =>
      Math.max(...[...real, ...fake].map(evaluationError(network, settings))) * 2 + (count + 4) * 2 ** -52 * size;
    const error = errorWith(u64);
    const shown = (ofReal - ofFake) / upper;
    return [
      { observed: lower, allowed: exact * (1 + (length + count + 8) * 2 ** -52), what: "the lower bound against W₁" },
      { observed: lower, allowed: Math.max(0, shown + error / upper), what: "the lower bound against what f shows" },
      // Enclosures of f are wider than the roundings of one evaluation, and hold for settings in float32, too.
      {
        observed: shown - lower,
        allowed: (ENCLOSURE * error + errorWith(u32)) / upper + SLACK * shown,
        what: "what f shows against the lower bound",
      },
    ];
  },
});

/** How much wider an enclosure in midpoints and radii may be than the error of one evaluation. */
const ENCLOSURE = 1e4;

/** What claims may be made smaller by, so that another program's rounding agrees: `2^-40`, and a few roundings beside it. */
const SLACK = 1.01 * 2 ** -40;
