import type { Certificate } from "@lipschitz-gan/certificates";
import type { CertificateMetrics } from "../run-directory/metrics-log.ts";
import { isKernelLayer } from "./is-kernel-layer.ts";

/**
 * What of a certificate goes into a line of `metrics.jsonl`.
 *
 * @param certificate - the certificate
 * @returns the network's bounds, and those of the layers with a kernel
 */
export function certificateMetrics({ lower, upper, layers }: Certificate): CertificateMetrics {
  const bounds = layers.filter(isKernelLayer).map((layer) => [layer.name, [layer.lower, layer.upper]] as const);
  return { lower, upper, layers: Object.fromEntries(bounds) };
}
