import { applySparse, type SparseMap } from "./sparse-map.ts";

/** `A x + b` for one sample. */
export interface LinearAction {
  readonly type: "linear";
  readonly map: SparseMap;
  /** One number for each output, or none. */
  readonly offset: Float64Array | null;
  /** How many roundings are in an entry of A; 0 for the entries of a kernel. */
  readonly roundings: number;
}

/** A function of one number on every entry. */
export interface EntrywiseStep {
  readonly type: "entrywise";
  readonly name: string;
  /** The function, of the entry and its place. */
  readonly f: (x: number, place: number) => number;
  /** Its steepest slope as found by sampling: at most the Lipschitz constant, and next to it. */
  readonly slope: number;
  /** For ReLU, so that its patterns can be counted. */
  readonly isRelu: boolean;
}

/** The largest entry of each window. */
export interface WindowsStep {
  readonly type: "maximum of windows";
  /** For each output its inputs. */
  readonly windows: readonly (readonly number[])[];
}

/** Softmax along the last axis. */
export interface SoftmaxStep {
  readonly type: "softmax";
  readonly size: number;
}

/** Several inputs entry by entry, or side by side along the last axis. */
export interface MergeStep {
  readonly type: "merge";
  readonly merge: "sum" | "average" | "concatenation" | "maximum" | "minimum";
  /** Length of the last axis of each input. */
  readonly lengths: readonly number[];
}

/** What an operation does. */
export type ReferenceAction = LinearAction | EntrywiseStep | WindowsStep | SoftmaxStep | MergeStep;

/** One operation of a network as the format of certificates counts them. */
export interface ReferenceOperation {
  readonly name: string;
  /** Class of the layer or name of the activation, lower case without underscores where it is an activation. */
  readonly kind: string;
  /** 0 for the network's input, i for operation i - 1. */
  readonly inputs: readonly number[];
  readonly outputs: number;
  readonly action: ReferenceAction;
}

/** A network for the oracles: from the definitions, in float64, with plain loops. */
export interface ReferenceNetwork {
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly operations: readonly ReferenceOperation[];
}

/** What {@link referenceValues} leaves out or takes absolute. */
export interface ReferenceOptions {
  /** Leaves out offsets, so that a network of linear operations becomes its matrix. */
  readonly isLinear?: boolean;
  /** Absolute entries of linear operations. */
  readonly isAbsolute?: boolean;
  /** Where ReLU is open, instead of where its input is positive: for each operation that is one, place by place. */
  readonly pattern?: ReadonlyMap<number, ArrayLike<number>>;
}

/**
 * The values of all operations of a network for one sample.
 *
 * @param network - the network
 * @param x - the sample
 * @param options - how
 * @returns the sample, then the output of each operation
 */
export function referenceValues(
  network: ReferenceNetwork,
  x: ArrayLike<number>,
  options: ReferenceOptions = {},
): readonly Float64Array[] {
  const values: Float64Array[] = [Float64Array.from(x)];
  for (const [i, operation] of network.operations.entries()) {
    const inputs = operation.inputs.map((input) => values[input] ?? new Float64Array(0));
    const gates = options.pattern?.get(i + 1);
    const [first = new Float64Array(0)] = inputs;
    values.push(gates === undefined ? act(operation, inputs, options) : first.map((v, j) => v * (gates[j] ?? 0)));
  }
  return values;
}

/**
 * What a network makes of one sample.
 *
 * @param network - the network
 * @param x - the sample
 * @param options - how
 */
export function referenceOutput(
  network: ReferenceNetwork,
  x: ArrayLike<number>,
  options: ReferenceOptions = {},
): Float64Array {
  return referenceValues(network, x, options).at(-1) ?? new Float64Array(0);
}

function act({ action }: ReferenceOperation, inputs: readonly Float64Array[], options: ReferenceOptions): Float64Array {
  const [x = new Float64Array(0)] = inputs;
  switch (action.type) {
    case "linear": {
      const y = applySparse(action.map, x, options.isAbsolute);
      const { offset } = action;
      return offset === null || options.isLinear === true ? y : y.map((v, i) => v + (offset[i] ?? 0));
    }
    case "entrywise":
      return x.map(action.f);
    case "maximum of windows":
      return Float64Array.from(action.windows, (window) => Math.max(...window.map((i) => x[i] ?? Number.NaN)));
    case "softmax":
      return softmax(x, action.size);
    default:
      return merge(action, inputs);
  }
}

function softmax(x: Float64Array, size: number): Float64Array {
  const y = new Float64Array(x.length);
  for (let start = 0; start < x.length; start += size) {
    const row = x.subarray(start, start + size);
    const top = Math.max(...row);
    const powers = row.map((v) => Math.exp(v - top));
    const sum = powers.reduce((total, v) => total + v, 0);
    y.set(
      powers.map((v) => v / sum),
      start,
    );
  }
  return y;
}

function merge({ merge: kind, lengths }: MergeStep, inputs: readonly Float64Array[]): Float64Array {
  const [first = new Float64Array(0)] = inputs;
  const at = (i: number): number[] => inputs.map((input) => input[i] ?? Number.NaN);
  switch (kind) {
    case "sum":
      return first.map((_, i) => at(i).reduce((sum, v) => sum + v, 0));
    case "average":
      return first.map((_, i) => at(i).reduce((sum, v) => sum + v, 0) / inputs.length);
    case "maximum":
      return first.map((_, i) => Math.max(...at(i)));
    case "minimum":
      return first.map((_, i) => Math.min(...at(i)));
    default: {
      const rows = first.length / (lengths[0] ?? 1);
      const parts = Array.from({ length: rows }, (_, row) =>
        inputs.flatMap((input, k) => [...input.subarray(row * (lengths[k] ?? 0), (row + 1) * (lengths[k] ?? 0))]),
      );
      return Float64Array.from(parts.flat());
    }
  }
}
