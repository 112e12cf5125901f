/**
 * The bytes that every checkpoint starts with.
 *
 * @internal
 */
export const MAGIC: Uint8Array = new TextEncoder().encode("LGANCKP1");

/**
 * Length of the checksum at the end.
 *
 * @internal
 */
export const CHECKSUM_BYTES = 32;

/**
 * SHA-256 by the platform's own Web Crypto, in Node and in browsers.
 *
 * @param bytes - what to hash
 * @returns 32 bytes
 * @internal
 */
export async function sha256(bytes: Uint8Array): Promise<Uint8Array> {
  // Web Crypto refuses views on shared memory in its types; these bytes are never shared.
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as Uint8Array<ArrayBuffer>));
}

/**
 * One array after the other.
 *
 * @param parts - arrays of bytes
 * @returns all of them in one
 * @internal
 */
export function concatBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}
