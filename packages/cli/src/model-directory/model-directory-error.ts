/**
 * Thrown when a folder does not hold a model in TensorFlow.js's layers format, or cannot be given one.
 *
 * The message is one line: the file, the rule that it breaks, what was found, and the remedy.
 */
export class ModelDirectoryError extends Error {
  override readonly name = "ModelDirectoryError";
  /** Stable code for programs: `"ERR_MODEL_DIRECTORY"`. */
  readonly code = "ERR_MODEL_DIRECTORY";
  /** The file or folder at fault. */
  readonly file: string;
  /**
   * @param file - the file or folder at fault
   * @param problem - the rule and what was found instead
   * @param remedy - what the reader can do
   * @param options - `cause`, where another error led to this one
   */
  constructor(file: string, problem: string, remedy: string, options?: ErrorOptions) {
    // names and messages from files may hold line breaks
    super(`${file}: ${problem}; ${remedy}`.replaceAll(/\s+/g, " "), options);
    this.file = file;
  }
}
