import type { Certificate } from "@lipschitz-gan/certificates";
import { createRng } from "@lipschitz-gan/core";
import * as fc from "fast-check";
import {
  buildCertifiedCritic,
  type CertifiedCritic,
} from "../../arbitraries/certified-critic/build-certified-critic.ts";
import {
  certifiedCriticCase,
  type CertifiedCriticCase,
  certifiedCriticLabels,
} from "../../arbitraries/certified-critic-case.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { CertificateSubject } from "./subject.ts";
import { certificateFaults } from "./support/certificate-faults.ts";
import { mutateCertificate, type MutatedCertificate } from "./support/mutate-certificate.ts";
import { otherModel } from "./support/other-model.ts";
import { withWitness } from "./support/quick-options.ts";
import { trueModel, withDigest } from "./support/recomputed.ts";

interface MutatedCase {
  readonly critic: CertifiedCriticCase;
  readonly maxWork: number | null;
  readonly hasBox: boolean;
  /** Which changes. */
  readonly seed: number;
}

/** Of each certificate; with 40 models of another kind it makes more than 10 000 in a run of 100 cases. */
const N_MUTATED = 360;
const N_MODELS = 40;

/**
 * A change that leaves a certificate true may pass; whether it has is decided by the oracles, never by another certificate.
 */
export const checkerRefuses: Law<CertificateSubject> = defineLaw<CertificateSubject, MutatedCase>({
  name: "checker-refuses",
  statement:
    "Of 400 changes of a certificate, or of its model, each is refused with a reason, or leaves it true. None throws.",
  source: "the claim is checked and not trusted; a digest can be recomputed by anyone",
  share: 0.3,
  cases: fc.record({
    critic: certifiedCriticCase({ maxStages: 3, maxSide: 3, maxChannels: 3 }),
    maxWork: fc.constantFrom(null, null, 1e5, 1e3),
    hasBox: fc.boolean(),
    seed: fc.nat(1e6),
  }),
  labels: ({ critic }) => certifiedCriticLabels(critic),
  measure: async (subject, { critic: given, maxWork, hasBox, seed }) => {
    const critic = buildCertifiedCritic(given);
    const isScore = critic.network.outputShape.every((n) => n === 1);
    const certificate = await subject.certify(critic.artifacts, {
      ...withWitness,
      ...(maxWork !== null && { maxWork }),
      ...(hasBox && isScore && { box: { low: -0.5, high: 0.5 } }),
    });
    const random = createRng(seed).stream("changes");
    const falsehoods: string[] = [];
    for (let i = 0; i < N_MUTATED; i++) {
      const changed = await mutateCertificate(certificate, random, critic.network);
      falsehoods.push(...(await falsehoodsOf(subject, changed, critic)));
    }
    for (let i = 0; i < N_MODELS; i++) {
      const { what, critic: other } = otherModel(given, random);
      const isHashed = random.uniform() < 0.5;
      const claimed = isHashed ? await withModel(certificate, other) : certificate;
      const changed = { what: `${what}${isHashed ? ", hashes recomputed" : ""}`, text: JSON.stringify(claimed) };
      falsehoods.push(...(await falsehoodsOf(subject, changed, other)));
    }
    const [first = "nothing"] = falsehoods;
    return [{ observed: falsehoods.length, allowed: 0, what: `false certificates that pass: ${first}` }];
  },
});

async function withModel(certificate: Certificate, { artifacts, network }: CertifiedCritic): Promise<Certificate> {
  const model = await trueModel(certificate.model, artifacts);
  const { inputShape, outputShape } = network;
  return await withDigest({ ...certificate, model: { ...model, inputShape, outputShape } });
}

/** What is wrong with the checker's answer. */
async function falsehoodsOf(
  { checkCertificate }: CertificateSubject,
  { what, text }: MutatedCertificate,
  critic: CertifiedCritic,
): Promise<readonly string[]> {
  try {
    const { valid, reason } = await checkCertificate(text, critic.artifacts);
    if (!valid) return typeof reason === "string" && reason.length > 0 ? [] : [`${what}: refused without a reason`];
    const faults = await certificateFaults(JSON.parse(text) as Certificate, critic); // valid, so it says
    return faults.slice(0, 1).map((fault) => `${what}: ${fault}`);
  } catch (error) {
    return [`${what}: throws ${String(error)}`];
  }
}
