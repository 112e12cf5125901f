import * as fc from "fast-check";
import { buildCertifiedCritic } from "../../arbitraries/certified-critic/build-certified-critic.ts";
import {
  certifiedCriticCase,
  type CertifiedCriticCase,
  certifiedCriticLabels,
} from "../../arbitraries/certified-critic-case.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { CertificateSubject } from "./subject.ts";
import { withWitness } from "./support/quick-options.ts";

interface PassingCase {
  readonly critic: CertifiedCriticCase;
  readonly maxWork: number | null;
  readonly hasBox: boolean;
}

/** The checker shares no code with what writes certificates, so each speaks for the other. */
export const passesTheChecker: Law<CertificateSubject> = defineLaw<CertificateSubject, PassingCase>({
  name: "passes-the-checker",
  statement: "The checker accepts every certificate, as an object and as text.",
  source: "the format; both sides round outwards, with a slack of 2^-40 between them",
  cases: fc.record({
    critic: certifiedCriticCase(),
    maxWork: fc.constantFrom(null, null, 1e5, 1e3),
    hasBox: fc.boolean(),
  }),
  labels: ({ critic, maxWork }) => [...certifiedCriticLabels(critic), `work: ${maxWork ?? "not limited"}`],
  measure: async ({ certify, checkCertificate }, { critic, maxWork, hasBox }) => {
    const { artifacts, network } = buildCertifiedCritic(critic);
    const isScore = network.outputShape.every((n) => n === 1);
    const certificate = await certify(artifacts, {
      ...withWitness,
      ...(maxWork !== null && { maxWork }),
      ...(hasBox && isScore && { box: { low: -0.5, high: 0.5 } }),
    });
    const results = [certificate, JSON.stringify(certificate)].map((given) => checkCertificate(given, artifacts));
    return (await Promise.all(results)).map(({ valid, reason }) => ({
      observed: valid ? 0 : 1,
      allowed: 0,
      what: `refused: ${reason ?? "without a reason"}`,
    }));
  },
});
