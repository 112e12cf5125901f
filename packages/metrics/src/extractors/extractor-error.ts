/**
 * Thrown when an extractor's files are damaged or do not belong together.
 *
 * @example
 * ```ts
 * import { ExtractorError } from "@lipschitz-gan/metrics";
 *
 * new ExtractorError("mnist.json", "testAccuracy must be in [0, 1]", "7").message;
 * // => "mnist.json: testAccuracy must be in [0, 1], received 7"
 * ```
 */
export class ExtractorError extends Error {
  /** Always `"ExtractorError"`. */
  override readonly name = "ExtractorError";
  /** Stable code for programs: `"ERR_EXTRACTOR"`. */
  readonly code = "ERR_EXTRACTOR";
  /**
   * @param where - the file or function that the rule is about
   * @param rule - what must hold
   * @param received - what was found instead
   * @param remedy - what to do about it
   * @param options - the cause, if there is one
   */
  constructor(where: string, rule: string, received: string, remedy?: string, options?: ErrorOptions) {
    const text = `${where}: ${rule}, received ${received}${remedy === undefined ? "" : `; ${remedy}`}`;
    super(text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " "), options); // what files hold may break lines
  }
}
