import { type Window, windowStarts } from "./window.ts";

/**
 * A row of a matrix with entries >= 0: consecutive entries from a column on, zeros elsewhere.
 */
export interface BandRow {
  /** Column of the first entry. */
  readonly first: number;
  /** The entries, each right up to one rounding. */
  readonly entries: readonly number[];
}

/**
 * The matrix of average pooling along one axis; entries in the padding do not count.
 *
 * @param window - the window
 * @returns one row for each window
 */
export function averagingRows(window: Window): readonly BandRow[] {
  return windowStarts(window).map((start) => {
    const first = Math.max(0, start);
    const count = Math.min(window.inputSize, start + window.kernelSize) - first;
    return { first, entries: Array.from({ length: count }, () => 1 / count) };
  });
}

/**
 * The matrix of bilinear up-sampling along one axis, corners unaligned as in tf.layers: output i lies at i / factor
 * between two entries, and past the last entry the last one is repeated.
 *
 * @param inputSize - number of entries
 * @param factor - the integer factor
 * @returns one row for each output
 */
export function interpolationRows(inputSize: number, factor: number): readonly BandRow[] {
  return Array.from({ length: inputSize * factor }, (_, i) => {
    const first = Math.floor(i / factor);
    const beyond = i % factor;
    return beyond === 0 || first === inputSize - 1
      ? { first, entries: [1] }
      : { first, entries: [(factor - beyond) / factor, beyond / factor] };
  });
}
