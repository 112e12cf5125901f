import type { Network, Operation } from "../../network/operation.ts";

/** Values of the fixed inputs by name. */
export type FixedValues = Readonly<Record<string, ArrayLike<number>>>;

/**
 * Computes all operations in order and lets go of what is no longer needed.
 *
 * @param network - the operations
 * @param input - the varied input
 * @param constant - makes a signal of a fixed input's values
 * @param compute - makes a signal of an operation's inputs
 * @param fixed - the fixed inputs' values
 * @param keepsAll - whether all signals are wanted
 * @returns the signals, of the input first; of those that are let go, undefined
 * @throws RangeError if a fixed input has no values or not as many as it needs
 * @internal
 */
export function runNetwork<T>(
  network: Network,
  input: T,
  constant: (values: Float64Array) => T,
  compute: (operation: Operation, inputs: readonly T[]) => T,
  fixed: FixedValues,
  keepsAll: boolean,
): readonly (T | undefined)[] {
  const { operations } = network;
  const lastUse = new Map<number, number>();
  for (const [i, { inputs }] of operations.entries()) {
    for (const from of inputs) lastUse.set(from, i);
  }
  const signals: (T | undefined)[] = [input];
  for (const [i, operation] of operations.entries()) {
    const { action, inputs } = operation;
    const values = inputs.flatMap((from) => signals[from] ?? []);
    signals.push(
      action.type === "fixed" ? constant(fixedValues(network, action.index, fixed)) : compute(operation, values),
    );
    if (keepsAll) continue;
    for (const from of inputs) if (lastUse.get(from) === i) signals[from] = undefined;
  }
  return signals;
}

function fixedValues(network: Network, index: number, fixed: FixedValues): Float64Array {
  const { name, size } = network.fixedInputs[index] ?? { name: "", size: 0 };
  const values = Object.hasOwn(fixed, name) ? fixed[name] : undefined;
  if (values?.length !== size) {
    throw new RangeError(`layer ${name}: must be given ${size} values, received ${values?.length ?? "none"}`);
  }
  return Float64Array.from(values);
}

/**
 * A sample in float64.
 *
 * @throws RangeError if it has not as many entries as the network needs, or they are not finite
 * @internal
 */
export function sampleOf(where: string, network: Network, x: ArrayLike<number>): Float64Array {
  const size = network.inputShape.reduce((product, n) => product * n, 1);
  const sample = Float64Array.from(x);
  if (sample.length !== size || !sample.every(Number.isFinite)) {
    const received = sample.length === size ? sample.find((entry) => !Number.isFinite(entry)) : sample.length;
    throw new RangeError(`${where}: x must be ${size} finite numbers, received ${received}`);
  }
  return sample;
}
