/**
 * A window that slides along one axis.
 */
export interface Window {
  /** Number of entries along the axis, padding not counted. */
  readonly inputSize: number;
  /** Number of taps. */
  readonly kernelSize: number;
  /** Distance from one window to the next. */
  readonly stride: number;
  /** Distance from one tap to the next. */
  readonly dilation: number;
  /**
   * `"same"` pads so that there are ceil(inputSize / stride) windows, as TensorFlow does. `"same-3d"` does so, too, but lets
   * windows narrower than their stride begin later, as TensorFlow.js 4.22 does on three axes.
   */
  readonly padding: "valid" | "same" | "same-3d";
}

/**
 * Where the windows begin, in entries of the axis; below zero in the padding.
 *
 * @param window - the window
 * @returns one number a window
 * @see https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2
 */
export function windowStarts({ inputSize, kernelSize, stride, dilation, padding }: Window): readonly number[] {
  const extent = (kernelSize - 1) * dilation + 1;
  if (padding === "valid") {
    return Array.from({ length: Math.max(0, Math.ceil((inputSize - extent + 1) / stride)) }, (_, i) => i * stride);
  }
  const count = Math.ceil(inputSize / stride);
  const missing = (count - 1) * stride + extent - inputSize;
  const padded = padding === "same" ? Math.max(0, missing) : missing;
  return Array.from({ length: count }, (_, i) => i * stride - Math.floor(padded / 2));
}

/**
 * The largest number of windows that meet one entry with one of their taps.
 *
 * @param window - the window
 * @returns an integer, at most `windowOverlap` of the window
 */
export function largestOverlap(window: Window): number {
  const meeting = new Map<number, number>();
  for (const start of windowStarts(window)) {
    for (let tap = 0; tap < window.kernelSize; tap++) {
      const entry = start + tap * window.dilation;
      if (entry >= 0 && entry < window.inputSize) meeting.set(entry, (meeting.get(entry) ?? 0) + 1);
    }
  }
  return [...meeting.values()].reduce((most, count) => Math.max(most, count), 0);
}

/**
 * Whether some window has all its taps inside the axis.
 *
 * @param window - the window
 * @returns true if so
 */
export function hasFullWindow(window: Window): boolean {
  const last = (window.kernelSize - 1) * window.dilation;
  return windowStarts(window).some((start) => start >= 0 && start + last < window.inputSize);
}
