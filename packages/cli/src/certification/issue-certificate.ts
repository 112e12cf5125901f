import {
  type Certificate,
  certify,
  type CertifyOptions,
  checkCertificate,
  type ModelArtifacts,
} from "@lipschitz-gan/certificates";
import { FailedError } from "../internal/cli-error.ts";

/**
 * Bounds a model's Lipschitz constant, and has the independent checker look at the result before anybody sees it.
 *
 * @param artifacts - the model
 * @param options - of `certify`
 * @returns a certificate that the checker accepts
 * @throws RangeError if the model has something for which there is no rule, naming the layer
 * @throws FailedError if the checker refuses the certificate
 */
export async function issueCertificate(artifacts: ModelArtifacts, options: CertifyOptions): Promise<Certificate> {
  const certificate = await certify(artifacts, options);
  // As text, because that is what is written and read again.
  const { valid, reason } = await checkCertificate(JSON.stringify(certificate), artifacts);
  if (valid) return certificate;
  throw new FailedError(
    `certify: the checker must accept the certificate, received "${reason ?? "no reason"}"; ` +
      `nothing was written, and the fault is this program's: please report it with the model`,
  );
}
