import type { LocalBound } from "../format/certificate.ts";
import type { Network } from "../network/operation.ts";
import { forwardInterval } from "./forward-interval.ts";
import { type Interval, sumOfIntervals } from "./interval.ts";
import { reverseInterval } from "./reverse-interval.ts";
import { sizeOf } from "../network/size-of.ts";

/**
 * A Lipschitz constant for the samples of a box, from the Jacobian in interval arithmetic.
 *
 * A forward pass bounds what every operation gets when samples lie in the box ({@link forwardInterval}); those ranges bound the slopes of
 * activations and the choices of maxima; with them a reverse pass bounds every entry g of the gradient
 * ({@link reverseInterval}), and `L <= √Σ max(|g_low|, |g_high|)²`. All with outward rounding.
 *
 * @param network - a network with one output
 * @param box - `low` and `high`: one number for all entries, or one for each
 * @param globalUpper - a constant for all samples, which is given back where it is smaller, and where the network has several outputs,
 * fixed inputs, or operations without a rule (softmax, layer normalisation, tables)
 * @returns the smaller of the two
 * @throws RangeError if the box has not as many entries as a sample, entries that are not finite, or `low > high`
 * @see Zhang, Zhang & Hsieh (2019), RecurJac, https://arxiv.org/abs/1810.11783, for better ways to bound Jacobians
 *
 * @internal
 */
export function localBound(network: Network, box: Pick<LocalBound, "low" | "high">, globalUpper: number): LocalBound {
  const interval = boxOf(network, box);
  const gradient = gradientInterval(network, interval);
  const upper = gradient === null ? Infinity : lengthOf(gradient);
  return upper < globalUpper
    ? { ...box, upper, method: "intervals" }
    : { low: box.low, high: box.high, upper: globalUpper, method: "global" };
}

/**
 * A box that holds all gradients of a network at samples of a box.
 *
 * @returns null for a network of another form, see {@link localBound}
 *
 * @internal
 */
export function gradientInterval(network: Network, box: Interval): Interval | null {
  const { operations, outputShape } = network;
  if (sizeOf(outputShape) !== 1 || operations.some(({ isVaried }) => !isVaried)) return null;
  const signals = [box];
  for (const operation of operations) signals.push(forwardInterval(operation, inputsOf(operation.inputs, signals)));
  // After an overflow nothing is known, and comparisons would mislead.
  if (!signals.every(isFinite)) return null;
  const cotangents: (Interval | undefined)[] = signals.map(() => undefined);
  cotangents[signals.length - 1] = { low: Float64Array.of(1), high: Float64Array.of(1) };
  for (const [i, operation] of [...operations.entries()].reverse()) {
    const own = cotangents[i + 1];
    if (own === undefined) continue;
    const parts = reverseInterval(operation, inputsOf(operation.inputs, signals), own);
    if (parts === null) return null;
    for (const [k, from] of operation.inputs.entries()) {
      const part = parts[k];
      const before = cotangents[from];
      if (part !== undefined) cotangents[from] = before === undefined ? part : sumOfIntervals(before, part);
    }
  }
  const gradient = cotangents[0];
  return gradient !== undefined && isFinite(gradient) ? gradient : null;
}

function isFinite({ low, high }: Interval): boolean {
  return low.every(Number.isFinite) && high.every(Number.isFinite);
}

function inputsOf(inputs: readonly number[], signals: readonly Interval[]): readonly Interval[] {
  return inputs.flatMap((from) => signals[from] ?? []);
}

/** `√Σ max(|low|, |high|)²`, upwards: n squares, their sum and the root have fewer than n + 4 roundings, and 2^-30 is for other programs. */
function lengthOf({ low, high }: Interval): number {
  let largest = 0;
  const entries = low.map((from, i) => Math.max(Math.abs(from), Math.abs(high[i] ?? 0)));
  for (const entry of entries) largest = Math.max(largest, entry);
  if (largest === 0) return 0;
  let sum = 0;
  for (const entry of entries) sum += (entry / largest) * (entry / largest);
  return Math.sqrt(sum) * largest * (1 + 2 ** -30 + entries.length * 2 ** -52) + Number.MIN_VALUE;
}

function boxOf(network: Network, box: Pick<LocalBound, "low" | "high">): Interval {
  const size = sizeOf(network.inputShape);
  const [low, high] = [cornerOf("low", box.low, size), cornerOf("high", box.high, size)];
  const wrong = low.findIndex((from, i) => from > (high[i] ?? 0));
  if (wrong >= 0) {
    throw new RangeError(
      `${WHERE}: low must not exceed high, received ${low[wrong]} and ${high[wrong]} at entry ${wrong}; swap them`,
    );
  }
  return { low, high };
}

const WHERE = "localBound";

function cornerOf(name: string, corner: number | readonly number[], size: number): Float64Array {
  const values = typeof corner === "number" ? new Float64Array(size).fill(corner) : Float64Array.from(corner);
  if (values.length !== size || !values.every(Number.isFinite)) {
    const received = values.length === size ? values.find((value) => !Number.isFinite(value)) : values.length;
    throw new RangeError(`${WHERE}: ${name} must be one finite number or ${size} of them, received ${received}`);
  }
  return values;
}
