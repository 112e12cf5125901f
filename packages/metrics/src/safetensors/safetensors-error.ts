/**
 * Thrown when bytes are no safetensors file that is taken here, or tensors cannot be written as one.
 *
 * @example
 * ```ts
 * import { decodeSafetensors, SafetensorsError } from "@lipschitz-gan/metrics";
 *
 * let message = "";
 * try {
 *   decodeSafetensors(new Uint8Array(3));
 * } catch (error) {
 *   if (error instanceof SafetensorsError) message = error.message;
 * }
 * message; // => "decodeSafetensors: the file must have at least the 8 bytes of the header's length, received 3"
 * ```
 */
export class SafetensorsError extends Error {
  override readonly name = "SafetensorsError";
  /** Stable code for programs: `"ERR_SAFETENSORS"`. */
  readonly code = "ERR_SAFETENSORS";
  /** The function that refuses. */
  readonly where: string;
  /** The rule that was broken, as text. */
  readonly rule: string;
  /** What came instead, as text. */
  readonly received: string;
  /**
   * @param where - the function that refuses
   * @param rule - the rule that was broken, as text
   * @param received - what came instead
   */
  constructor(where: string, rule: string, received: string | number) {
    super(`${where}: ${rule}, received ${received}`);
    this.where = where;
    this.rule = rule;
    this.received = String(received);
  }
}

/**
 * A text from a file as it may stand in a message: on one line, quoted, and cut short.
 *
 * @param text - any text
 * @returns at most some 60 characters
 * @internal
 */
export function quoted(text: string): string {
  const short = text.length > 40 ? `${text.slice(0, 40)}…` : text;
  return JSON.stringify(short).replaceAll(/[\p{Cc}\u2028\u2029]/gu, " "); // those that JSON leaves as they are
}
