/**
 * Bytes as base64 text.
 *
 * @param bytes - any bytes
 * @returns the text
 *
 * @example
 * ```ts
 * import { toBase64 } from "@lipschitz-gan/certificates";
 *
 * toBase64(Uint8Array.of(1, 2, 3)); // => "AQID"
 * ```
 * @see RFC 4648, section 4, https://www.rfc-editor.org/rfc/rfc4648
 */
export function toBase64(bytes: Uint8Array): string {
  let text = "";
  for (let i = 0; i < bytes.length; i += CHUNK) text += String.fromCharCode(...bytes.subarray(i, i + CHUNK));
  return btoa(text);
}

/**
 * The bytes that base64 text stands for.
 *
 * @param text - base64 with its padding
 * @returns the bytes
 * @throws RangeError if it is no base64, or not in the form that {@link toBase64} gives
 *
 * @example
 * ```ts
 * import { fromBase64 } from "@lipschitz-gan/certificates";
 *
 * [...fromBase64("AQID")]; // => [1, 2, 3]
 * fromBase64("AQI"); // => throws /base64/
 * ```
 */
export function fromBase64(text: string): Uint8Array {
  if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
    throw new RangeError(`fromBase64: must be base64 with padding, received ${text.length} characters that are not`);
  }
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  // The unused bits of the last character must be zero, else two texts would stand for the same bytes.
  if (
    toBase64(bytes.subarray(bytes.length - (bytes.length % 3))) !==
    text.slice(text.length - (bytes.length % 3 === 0 ? 0 : 4))
  ) {
    throw new RangeError("fromBase64: unused bits must be zero, received others");
  }
  return bytes;
}

/** Arguments of one call; engines have limits. */
const CHUNK = 0x80_00;
