/**
 * Thrown when a data set cannot be read: a file is missing, damaged or of the wrong kind.
 *
 * The message is always one line: what was read, the rule it broke, what was found, and what to do about it.
 *
 * @example
 * ```ts
 * import { DatasetError } from "@lipschitz-gan/data";
 *
 * new DatasetError("labels.idx", "every label must be at most 9", "12 at index 3").message;
 * // => "labels.idx: every label must be at most 9, received 12 at index 3"
 * ```
 */
export class DatasetError extends Error {
  /** Always `"DatasetError"`. */
  override readonly name = "DatasetError";
  /** Stable code for programs: `"ERR_DATASET"`. */
  readonly code = "ERR_DATASET";
  /** What to do about it, where that is known. */
  readonly remedy: string | undefined;
  /**
   * @param where - the file, folder or function that the rule is about
   * @param rule - what must hold
   * @param received - what was found instead
   * @param remedy - what to do about it
   * @param options - the cause, if there is one
   */
  constructor(where: string, rule: string, received: string, remedy?: string, options?: ErrorOptions) {
    super(oneLine(`${where}: ${rule}, received ${received}${remedy === undefined ? "" : `; ${remedy}`}`), options);
    this.remedy = remedy;
  }
}

/** File names may hold line breaks and terminal escapes; a message must not pass them on. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, " ");
}
