import { u64 } from "../laws/weights/rounding.ts";
import { type Enclosure, frobenius, largestSingularValue, operationConstant } from "./operation-constant.ts";
import { type ReferenceNetwork, type ReferenceOptions, referenceOutput, referenceValues } from "./reference-network.ts";
import type { SparseMap } from "./sparse-map.ts";

/**
 * Whether a network is linear but for offsets.
 *
 * @param network - the network
 */
export function isLinearNetwork({ operations }: ReferenceNetwork): boolean {
  return operations.every(
    ({ action }) =>
      action.type === "linear" ||
      (action.type === "entrywise" && action.name === "linear") ||
      (action.type === "merge" && action.merge !== "maximum" && action.merge !== "minimum"),
  );
}

/**
 * The Lipschitz constant of a network that is linear but for offsets: the norm of its matrix, of unit vectors that go in. Every
 * entry of it is off by at most `γ_k` of the same entry of the network of absolute values, where k counts the roundings on a way.
 *
 * @param network - the network
 * @returns an enclosure
 */
export function linearNetworkConstant(network: ReferenceNetwork): Enclosure {
  const map = jacobian(network, { isLinear: true });
  const absolute = jacobian(network, { isLinear: true, isAbsolute: true });
  return largestSingularValue(map, gamma(roundingsOf(network)) * frobenius(absolute.values));
}

/**
 * The Lipschitz constant of a network of linear operations and ReLU between two numbers: the largest norm over the patterns of
 * open units of some samples, and over all patterns, also those that no sample has.
 *
 * @param network - with at most 12 units or so
 * @param samples - where to look
 * @returns an enclosure; null if there are activations of other kinds, or more units
 */
export function reluNetworkConstant(
  network: ReferenceNetwork,
  samples: readonly ArrayLike<number>[],
): Enclosure | null {
  const units = reluUnits(network);
  if (units === null) return null;
  const atLeast = samples.map((x) => patternConstant(network, patternAt(network, x)).atLeast);
  const count = units.reduce((total, { outputs }) => total + outputs, 0);
  const atMost = Array.from({ length: 2 ** count }, (_, code) => {
    const bits = Array.from({ length: count }, (_unused, i) => (code >> i) & 1);
    let from = 0;
    const pattern = new Map(units.map(({ place, outputs }) => [place, bits.slice(from, (from += outputs))] as const));
    return patternConstant(network, pattern).atMost;
  });
  return { atLeast: Math.max(0, ...atLeast), atMost: Math.max(...atMost) };
}

const MOST_UNITS = 10;

/** The ReLU of a network; null if something else is not linear, or there are too many units. */
function reluUnits({ operations }: ReferenceNetwork): readonly { place: number; outputs: number }[] | null {
  const isLinear = isLinearNetwork({
    inputShape: [],
    outputShape: [],
    operations: operations.filter(({ action }) => !(action.type === "entrywise" && action.isRelu)),
  });
  const units = operations.flatMap(({ action, outputs }, i) =>
    action.type === "entrywise" && action.isRelu ? [{ place: i + 1, outputs }] : [],
  );
  return isLinear && units.reduce((total, { outputs }) => total + outputs, 0) <= MOST_UNITS ? units : null;
}

type Pattern = ReadonlyMap<number, ArrayLike<number>>;

/** Which units are open at a sample. */
function patternAt(network: ReferenceNetwork, x: ArrayLike<number>): Pattern {
  const values = referenceValues(network, x);
  return new Map(
    network.operations.flatMap(({ action, inputs }, i) => {
      if (action.type !== "entrywise" || !action.isRelu) return [];
      return [[i + 1, (values[inputs[0] ?? 0] ?? new Float64Array(0)).map((v) => (v > 0 ? 1 : 0))] as const];
    }),
  );
}

function patternConstant(network: ReferenceNetwork, pattern: Pattern): Enclosure {
  const map = jacobian(network, { isLinear: true, pattern });
  const absolute = jacobian(network, { isLinear: true, isAbsolute: true, pattern });
  return largestSingularValue(map, gamma(roundingsOf(network)) * frobenius(absolute.values));
}

/** The matrix of a network that is linear under some options. */
function jacobian(network: ReferenceNetwork, options: ReferenceOptions): SparseMap {
  const inputs = network.inputShape.reduce((total, n) => total * n, 1);
  const columns = Array.from({ length: inputs }, (_, j) =>
    referenceOutput(
      network,
      Float64Array.from({ length: inputs }, (_unused, i) => (i === j ? 1 : 0)),
      options,
    ),
  );
  const outputs = columns[0]?.length ?? 0;
  return {
    inputs,
    outputs,
    rows: Int32Array.from({ length: inputs * outputs }, (_, e) => e % outputs),
    columns: Int32Array.from({ length: inputs * outputs }, (_, e) => Math.floor(e / outputs)),
    values: Float64Array.from(
      { length: inputs * outputs },
      (_, e) => columns[Math.floor(e / outputs)]?.[e % outputs] ?? Number.NaN,
    ),
  };
}

/** Roundings on the longest way: for each operation as many as an output has terms, and those of its entries. */
function roundingsOf({ operations }: ReferenceNetwork): number {
  return operations.reduce((total, { action, inputs }) => {
    if (action.type !== "linear") return total + inputs.length + 1;
    return total + action.map.inputs + action.roundings + 1;
  }, 0);
}

function gamma(n: number): number {
  return (n * u64) / (1 - n * u64);
}

/** A number for each operation: how much a change of its output can change the network's output at most. */
function constantsToOutput({ operations }: ReferenceNetwork): readonly number[] {
  const ofOutputs = new Float64Array(operations.length + 1);
  ofOutputs[operations.length] = 1;
  for (let i = operations.length; i >= 1; i--) {
    const operation = operations[i - 1];
    if (operation === undefined) continue;
    const through = (ofOutputs[i] ?? 0) * operationConstant(operation).atMost;
    for (const input of operation.inputs) ofOutputs[input] = (ofOutputs[input] ?? 0) + through;
  }
  return [...ofOutputs];
}

/**
 * How far the output of {@link referenceOutput} can be from exact arithmetic: each operation's own roundings, times the constant
 * from there to the output. A sum of k products is off by `γ_k` of the sum of their absolute values, a function of Math by a few units
 * of its value and of its argument.
 *
 * @param network - the network
 * @param settings - relative error of numbers that are settings of layers: 1 / n of averages, epsilon of batch normalisation. They are float64 unless
 * given; TensorFlow.js rounds them to float32
 * @returns a function of a sample that gives the error in l2
 */
export function evaluationError(network: ReferenceNetwork, settings: number = u64): (x: ArrayLike<number>) => number {
  const ways = constantsToOutput(network);
  return (x) => {
    const values = referenceValues(network, x);
    return network.operations.reduce((total, { action, inputs, kind }, i) => {
      const size = inputs.reduce((sum, input) => sum + frobenius(values[input] ?? []), 0);
      const way = ways[i + 1] ?? 0;
      if (action.type === "linear") {
        const terms = frobenius(action.map.values) * size + frobenius(action.offset ?? []);
        const ofSettings = kind === "BatchNormalization" ? settings : 0;
        return total + (gamma(action.map.inputs + action.roundings + 4) + ofSettings) * terms * way;
      }
      const ofSettings = kind === "Average" ? settings : 0;
      return total + (FUNCTION_ROUNDINGS * u64 + ofSettings) * (frobenius(values[i + 1] ?? []) + size) * way;
    }, 0);
  };
}

/** Of a function of Math, of softmax over a few entries, of a merge of a few inputs. */
const FUNCTION_ROUNDINGS = 32;
