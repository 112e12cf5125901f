import { type Certificate, certificateDigest, type CertifiedModel, hashModel, type ModelArtifacts } from "@lipschitz-gan/certificates"; // prettier-ignore

/**
 * A certificate with the digest that belongs to the rest of it, whatever that is.
 *
 * @param certificate - with or without a digest
 * @returns the same with another digest; as it was where there is none, since it holds what is no JSON
 */
export async function withDigest<T extends object>(certificate: T): Promise<T> {
  try {
    const digest = await certificateDigest(certificate as unknown as Certificate); // hashes any JSON
    return { ...certificate, digest };
  } catch {
    return certificate;
  }
}

/**
 * What a certificate says of its model, with the hashes of another one.
 *
 * @param model - name and shapes
 * @param artifacts - the other one
 */
export async function trueModel(model: CertifiedModel, artifacts: ModelArtifacts): Promise<CertifiedModel> {
  return { ...model, ...(await hashModel(artifacts)) };
}
