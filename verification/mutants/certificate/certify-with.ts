import * as certificates from "@lipschitz-gan/certificates";
import {
  type Certificate,
  certificateDigest,
  type LayerCertificate,
  type ModelArtifacts,
} from "@lipschitz-gan/certificates";
import type { CertificateSubject } from "@lipschitz-gan/verification";

/** What is done to a right certificate. */
export type CertificateChange = (
  certificate: Certificate,
  artifacts: ModelArtifacts,
) => Certificate | Promise<Certificate>;

/**
 * Certificates of a version that is wrong in one place: the right ones, changed, with digests that fit.
 *
 * @param change - the change
 */
export function certifyWith(change: CertificateChange): CertificateSubject {
  return {
    ...certificates,
    certify: async (artifacts, options) =>
      withDigest(await change(await certificates.certify(artifacts, options), artifacts)),
  };
}

/**
 * A certificate with the digest of what it says.
 *
 * @param certificate - with a digest of something else
 */
export async function withDigest(certificate: Certificate): Promise<Certificate> {
  return { ...certificate, digest: await certificateDigest(certificate) };
}

/** How bounds are composed, where it is not as it should be. */
export interface Composition {
  /** Constant of one operation; the certificate's own unless given. */
  readonly upperOf?: (layer: LayerCertificate) => number;
  /** Bound of a merge from those of its inputs; the right one unless given. */
  readonly mergeOf?: (kind: string, bounds: readonly number[]) => number;
  /** Bound of any other operation. */
  readonly boundOf?: (layer: LayerCertificate, bound: number, index: number) => number;
}

/**
 * A certificate whose bounds follow from other constants or other rules.
 *
 * @param certificate - the right one
 * @param composition - what is different
 */
export function recomposed(certificate: Certificate, composition: Composition): Certificate {
  const { upperOf = ({ upper }) => upper, mergeOf = rightMerge, boundOf = (layer, bound) => layer.upper * bound } = composition; // prettier-ignore
  const bounds = [1];
  const layers = certificate.layers.map((own, i) => {
    const layer = { ...own, upper: upperOf(own), lower: Math.min(own.lower, upperOf(own)) };
    const inputs = layer.inputs.map((input) => bounds[input] ?? Number.NaN);
    const plain = MERGES.has(layer.kind) ? mergeOf(layer.kind, inputs) : boundOf(layer, inputs[0] ?? Number.NaN, i);
    const merged = certificate.merges
      .filter(({ chain }) => chain.at(-1) === i + 1)
      .map(
        ({ chain, upper }) => upper * (bounds[certificate.layers[(chain[0] ?? 0) - 1]?.inputs[0] ?? -1] ?? Infinity),
      );
    const bound = Math.min(plain, ...merged) * (1 + SLACK);
    bounds.push(bound);
    return { ...layer, bound };
  });
  const upper = bounds.at(-1) ?? Number.NaN;
  const { local } = certificate;
  const ofBox = local === null ? null : { ...local, upper: local.method === "global" ? upper : Math.min(local.upper, upper) }; // prettier-ignore
  return { ...certificate, layers, upper, lower: Math.min(certificate.lower, upper), local: ofBox };
}

const SLACK = 2 ** -40;
const MERGES = new Set(["Add", "Average", "Concatenate", "Maximum", "Minimum"]);

function rightMerge(kind: string, bounds: readonly number[]): number {
  const sum = bounds.reduce((total, bound) => total + bound, 0);
  if (kind === "Add") return sum;
  return kind === "Average" ? sum * Math.max(1 / bounds.length, Math.fround(1 / bounds.length)) : Math.hypot(...bounds);
}
