import * as certificates from "@lipschitz-gan/certificates";
import type { Certificate, ModelArtifacts } from "@lipschitz-gan/certificates";
import type { CertificateSubject } from "@lipschitz-gan/verification";
import { withDigest } from "./certify-with.ts";

/** What a checker does not look at: it is made right before the right checker looks. */
export type Blindness = (
  certificate: Certificate,
  right: Certificate,
  artifacts: ModelArtifacts,
) => Certificate | Promise<Certificate>;

/**
 * A checker that is blind to something.
 *
 * @param blindness - mends what the checker does not see, given a right certificate of the same model
 * @param options - whether the digest is looked at; true unless given
 */
export function checkWith(
  blindness: Blindness,
  { seesDigest = true }: { readonly seesDigest?: boolean } = {},
): CertificateSubject {
  // One model is asked for many times.
  const known = new WeakMap<ModelArtifacts, Promise<Certificate>>();
  const rightOf = (artifacts: ModelArtifacts): Promise<Certificate> => {
    const right = known.get(artifacts) ?? certificates.certify(artifacts, { witness: false });
    known.set(artifacts, right);
    return right;
  };
  return {
    ...certificates,
    checkCertificate: async (given, artifacts) => {
      const certificate = parsed(given);
      if (certificate === null) return await certificates.checkCertificate(given, artifacts);
      const isDigested = await hasDigest(certificate);
      if (seesDigest && !isDigested) return await certificates.checkCertificate(given, artifacts);
      const mended = await mend(certificate, artifacts, blindness, rightOf);
      return await certificates.checkCertificate(mended, artifacts);
    },
  };
}

function parsed(given: unknown): Certificate | null {
  try {
    const value: unknown = typeof given === "string" ? JSON.parse(given) : given;
    return typeof value === "object" && value !== null && Array.isArray((value as Certificate).layers)
      ? (value as Certificate)
      : null;
  } catch {
    return null;
  }
}

async function hasDigest(certificate: Certificate): Promise<boolean> {
  try {
    return certificate.digest === (await certificates.certificateDigest(certificate));
  } catch {
    return false;
  }
}

/** Where nothing can be mended the certificate stays as it is, and the right checker says what is wrong. */
async function mend(
  certificate: Certificate,
  artifacts: ModelArtifacts,
  blindness: Blindness,
  rightOf: (artifacts: ModelArtifacts) => Promise<Certificate>,
): Promise<Certificate> {
  try {
    return await withDigest(await blindness(certificate, await rightOf(artifacts), artifacts));
  } catch {
    return certificate;
  }
}
