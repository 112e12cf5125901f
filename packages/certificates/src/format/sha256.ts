/**
 * SHA-256 by the platform's Web Cryptography, in Node as in browsers.
 *
 * @param bytes - any bytes
 * @returns 64 lower-case hexadecimal digits
 *
 * @example
 * ```ts
 * import { sha256 } from "@lipschitz-gan/certificates";
 *
 * (await sha256(new Uint8Array())).slice(0, 8); // => "e3b0c442"
 * ```
 * @see FIPS 180-4, https://doi.org/10.6028/NIST.FIPS.180-4
 */
export async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
