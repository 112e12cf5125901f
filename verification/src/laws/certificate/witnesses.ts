import { fromBase64 } from "@lipschitz-gan/certificates";
import { buildCertifiedCritic } from "../../arbitraries/certified-critic/build-certified-critic.ts";
import {
  certifiedCriticCase,
  type CertifiedCriticCase,
  certifiedCriticLabels,
} from "../../arbitraries/certified-critic-case.ts";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { evaluationError } from "../../oracles/network-constant.ts";
import { referenceOutput } from "../../oracles/reference-network.ts";
import type { CertificateSubject } from "./subject.ts";
import { RANGE, withWitness } from "./support/quick-options.ts";
import { distanceOf } from "./support/slopes.ts";

/** A lower bound is a claim about two samples, and they are in the certificate. */
export const witnesses: Law<CertificateSubject> = defineLaw<CertificateSubject, CertifiedCriticCase>({
  name: "witnesses",
  statement: "The two samples of the witness lie in the range and attain the lower bound.",
  source: "the claim; float32 samples, little endian, in base64",
  share: 0.5,
  cases: certifiedCriticCase(),
  labels: certifiedCriticLabels,
  measure: async ({ certify }, given) => {
    const { artifacts, network } = buildCertifiedCritic(given);
    const { lower, witness } = await certify(artifacts, withWitness);
    if (witness === null) return [{ observed: lower, allowed: 0, what: "a lower bound without a witness" }];
    const [x, y] = [decodedSample(witness.x), decodedSample(witness.y)];
    const [low, high] = RANGE;
    const outside = [...x, ...y].filter((value) => !(value >= low && value <= high)).length;
    const error = evaluationError(network);
    const rise = distanceOf(referenceOutput(network, x), referenceOutput(network, y));
    const slack = 1 + (x.length + network.outputShape.reduce((total, n) => total * n, 1) + 8) * 2 ** -53;
    return [
      { observed: outside, allowed: 0, what: "entries of the witness outside the range" },
      {
        observed: lower * distanceOf(x, y),
        allowed: rise * slack + error(x) + error(y),
        what: "the lower bound times |x − y| against |f(x) − f(y)| of the witness",
      },
    ];
  },
});

/**
 * A sample of a certificate.
 *
 * @param text - base64
 * @returns its numbers
 */
export function decodedSample(text: string): Float64Array {
  const bytes = fromBase64(text);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float64Array.from({ length: bytes.byteLength / 4 }, (_, i) => view.getFloat32(4 * i, true));
}
