import type { MaxPoolingAction } from "../network/operation.ts";

/**
 * Calls back for every output of max pooling with the entries of its window.
 *
 * @param action - the windows along each axis
 * @param inputShape - shape of one sample
 * @param visit - gets the output's index and the indices of the window's entries, in an array that is used again
 *
 * @internal
 */
export function forEachPoolingWindow(
  { windows }: MaxPoolingAction,
  inputShape: readonly number[],
  visit: (output: number, entries: readonly number[]) => void,
): void {
  const rows = inputShape.map((size, axis) => {
    const along = windows.find((window) => window.axis === axis);
    return along?.rows ?? Array.from({ length: size }, (_, first) => ({ first, count: 1 }));
  });
  const strides = inputShape.map((_, axis) => inputShape.slice(axis + 1).reduce((product, n) => product * n, 1));
  const nOutputs = rows.reduce((product, { length }) => product * length, 1);
  for (let output = 0; output < nOutputs; output++) {
    let rest = output;
    let entries = [0];
    for (let axis = rows.length - 1; axis >= 0; axis--) {
      const along = rows[axis] ?? [];
      const { first, count } = along[rest % along.length] ?? { first: 0, count: 0 };
      rest = Math.floor(rest / along.length);
      const stride = strides[axis] ?? 1;
      entries = entries.flatMap((entry) => Array.from({ length: count }, (_, k) => entry + (first + k) * stride));
    }
    visit(output, entries);
  }
}
