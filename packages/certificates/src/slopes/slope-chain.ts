import type { DenseMatrix } from "./dense-matrix.ts";

/**
 * A dense network without its biases: `x → W_l φ_{l−1}(… φ_1(W_1 x))`, where activation i acts on every entry and has all
 * its slopes in `slopes[i - 1]`.
 *
 * @internal
 */
export interface SlopeChain {
  /** The matrices W_1 … W_l; shape `[units, inputs]` each. */
  readonly weights: readonly DenseMatrix[];
  /** Of the l − 1 activations: the least and the largest slope between any two points. */
  readonly slopes: readonly (readonly [number, number])[];
}

/**
 * Number of unknowns of the quadratic form: inputs and hidden units.
 *
 * @internal
 */
export function sizeOf(chain: SlopeChain): number {
  return chain.weights.reduce((sum, matrix) => sum + matrix.columns, 0);
}

/**
 * The chain with every matrix divided by a power of two, so that its largest entry lies in [1, 2): then no square over- or
 * underflows that matters.
 *
 * @param chain - all entries finite, no matrix of zeros
 * @returns the scaled chain and the powers of two
 *
 * @internal
 */
export function scaleChain(chain: SlopeChain): { scaled: SlopeChain; powers: readonly number[] } {
  const powers = chain.weights.map(({ values }) =>
    powerOfTwo(values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0)),
  );
  const weights = chain.weights.map(({ rows, columns, values }, i) => {
    const power = powers[i] ?? 1;
    return { rows, columns, values: values.map((value) => value / power) };
  });
  return { scaled: { weights, slopes: chain.slopes }, powers };
}

/**
 * The largest power of two that is at most x.
 *
 * @param x - normal, > 0; anything else gives 1
 *
 * @internal
 */
export function powerOfTwo(x: number): number {
  if (!(x >= 2 ** -1022 && x < Infinity)) return 1;
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  view.setUint32(0, view.getUint32(0) & 0x7ff0_0000);
  view.setUint32(4, 0);
  return view.getFloat64(0);
}
