import type { Certificate } from "@lipschitz-gan/certificates";
import type { RandomStream } from "@lipschitz-gan/core";
import type { ReferenceNetwork } from "../../../oracles/reference-network.ts";

/** A change of a certificate; null where there is nothing to change. */
export type CertificateChange = (
  certificate: Certificate,
  random: RandomStream,
  network: ReferenceNetwork,
) => { what: string; changed: unknown } | null;

/** Whether a value has fields. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
