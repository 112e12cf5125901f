/** Where a command writes: results to stdout, everything for people to stderr. */
export interface Output {
  /**
   * Writes a line of the result to stdout.
   *
   * @param text - without the line break
   */
  readonly result: (text: string) => void;
  /**
   * Writes a line for people to stderr.
   *
   * @param text - without the line break
   */
  readonly log: (text: string) => void;
  /** Whether stderr is a terminal, where a progress bar may be drawn. */
  readonly interactive: boolean;
}
