import { lengthUp, productUp, quotientUp, rootUp, sumOfUp } from "../rounding/round-up.ts";
import { activationLipschitz } from "../rules/activation-lipschitz.ts";
import { batchNormalizationNorm } from "../rules/batch-normalization-norm.ts";
import { globalAveragePoolingNorm } from "../rules/global-average-pooling-norm.ts";
import { nonNegativeNormSquare } from "../rules/internal/non-negative-norm.ts";
import { layerNormalizationLipschitz } from "../rules/layer-normalization-lipschitz.ts";
import type {
  AxisWindows,
  BandsAction,
  EmbeddingAction,
  EntrywiseAction,
  MergeAction,
  Operation,
  ProjectionAction,
} from "./operation.ts";
import { sizeOf } from "./size-of.ts";

/** What a closed form says of an operation's Lipschitz constant. */
export interface OperationRule {
  /** The constant is at most this; of a merge, in all its inputs together. */
  readonly upper: number;
  /** It is at least this; 0 where nothing is claimed. */
  readonly lower: number;
}

/**
 * The Lipschitz constant of an operation in the l2 norm by a closed form.
 *
 * What depends on fixed inputs only is constant. A product with an embedding is bounded over all rows of its table. An embedding of
 * the varied input has whole numbers as its samples, so that the largest distance of neighbouring rows bounds it:
 * `|eᵢ − eⱼ| <= |i − j| max |eₖ₊₁ − eₖ|`.
 *
 * @param operation - one operation of a network
 * @returns both ends, `upper` rounded up; null for an operation with a kernel
 * @throws RangeError if an operation has no constant
 * @internal
 */
export function operationRule(operation: Operation): OperationRule | null {
  const { action, kind, isVaried } = operation;
  if (action.type === "convolution") return null;
  if (!isVaried) return { upper: 0, lower: 0 };
  const lower = ATTAINED.has(kind) ? 1 : 0;
  return { upper: upperOf(operation), lower };
}

/** Operations whose constant is at least 1: they move entries, or have slope 1 somewhere. */
const ATTAINED: ReadonlySet<string> = new Set([
  "linear",
  "relu",
  "relu6",
  "elu",
  "ReLU",
  "LeakyReLU",
  "PReLU",
  "ELU",
  "Flatten",
  "Reshape",
  "Permute",
  "ZeroPadding2D",
  "Dropout",
  "SpatialDropout1D",
  "GaussianDropout",
  "GaussianNoise",
  "AlphaDropout",
]);

function upperOf(operation: Operation): number {
  const { action, inputShapes, outputShape } = operation;
  switch (action.type) {
    case "entrywise":
      return entrywiseUpper(action);
    case "softmax": {
      const size = action.axes.reduce((product, axis) => product * (outputShape[axis] ?? 1), 1);
      return action.isLogarithm ? activationLipschitz("logSoftmax", { size }) : activationLipschitz("softmax");
    }
    case "batchNormalization": {
      const { gamma, variance, epsilon } = action;
      return batchNormalizationNorm(gamma === null ? { variance, epsilon } : { gamma, variance, epsilon });
    }
    case "layerNormalization": {
      const { gamma, epsilon } = action;
      return layerNormalizationLipschitz(gamma === null ? { epsilon } : { gamma, epsilon });
    }
    case "rescaling":
      return Math.max(Math.abs(action.scale), Math.abs(Math.fround(action.scale))); // TensorFlow.js takes the float32
    case "gather":
      return rootUp(mostRepeats(action.source));
    case "bands":
      return bandsUpper(action, inputShapes[0] ?? []);
    case "maxPooling":
      return rootUp(action.windows.reduce((product, windows) => product * largestOverlap(windows), 1));
    case "merge":
      return mergeUpper(action, inputShapes, outputShape);
    case "concatenation":
      return 1;
    case "embedding":
      return neighbourDistance(action);
    case "projection":
      return projectionUpper(action);
    default:
      throw new RangeError(`layer ${operation.name}: it has no rule, received ${operation.kind}`);
  }
}

function entrywiseUpper({ name, slopes }: EntrywiseAction): number {
  switch (name) {
    case "leakyrelu":
      return activationLipschitz("PReLU", { alpha: slopes });
    case "hardsigmoid":
      return activationLipschitz("hardSigmoid");
    case "gelunew":
      return activationLipschitz("gelu_new");
    default:
      return activationLipschitz(name);
  }
}

/** How often the entry that is taken most often is taken, zeros not counted. */
function mostRepeats(source: Int32Array | null): number {
  if (source === null) return 1;
  const last = source.reduce((largest, i) => Math.max(largest, i), 0);
  const counts = new Uint32Array(last + 1);
  let most = 0;
  for (const i of source) {
    if (i < 0) continue;
    const count = (counts[i] ?? 0) + 1;
    counts[i] = count;
    most = Math.max(most, count);
  }
  return most;
}

function bandsUpper({ bands }: BandsAction, inputShape: readonly number[]): number {
  const sizes = bands.map(({ axis }) => inputShape[axis] ?? 1);
  const isGlobal = bands.every(({ rows }, i) => rows.length === 1 && rows[0]?.entries.length === sizes[i]);
  if (isGlobal) return globalAveragePoolingNorm(sizes);
  return rootUp(
    bands.map(({ rows }, i) => nonNegativeNormSquare(rows, sizes[i] ?? 1)).reduce((a, b) => productUp(a, b), 1),
  );
}

/** The largest number of windows that meet one entry. */
function largestOverlap({ rows }: AxisWindows): number {
  const size = rows.reduce((end, { first, count }) => Math.max(end, first + count), 0);
  const changes = new Int32Array(size + 1);
  for (const { first, count } of rows) {
    changes[first] = (changes[first] ?? 0) + 1;
    changes[first + count] = (changes[first + count] ?? 0) - 1;
  }
  let [current, most] = [0, 0];
  for (const change of changes) {
    current += change;
    most = Math.max(most, current);
  }
  return most;
}

/** The constant of a merge as a function of all its inputs together; broadcasting repeats all entries of an input equally often. */
function mergeUpper(
  { merge }: MergeAction,
  inputShapes: readonly (readonly number[])[],
  outputShape: readonly number[],
): number {
  const repeats = inputShapes.map((shape) => rootUp(sizeOf(outputShape) / sizeOf(shape)));
  switch (merge) {
    case "sum":
    case "difference":
      return lengthUp(repeats);
    case "average": {
      const share = quotientUp(1, repeats.length);
      return productUp(lengthUp(repeats), Math.max(share, Math.fround(share))); // TensorFlow.js multiplies by the float32
    }
    default:
      return repeats.reduce((most, each) => Math.max(most, each), 1);
  }
}

function neighbourDistance({ table, rows, columns }: EmbeddingAction): number {
  let largest = 0;
  for (let row = 0; row + 1 < rows; row++) {
    const squares: number[] = [];
    for (let i = row * columns; i < (row + 1) * columns; i++) {
      // A difference of float32 numbers has a relative error of one rounding: 2 units of a float64 are beyond it.
      const difference = Math.abs((table[i + columns] ?? 0) - (table[i] ?? 0)) * (1 + 2 ** -51);
      squares.push(productUp(difference, difference));
    }
    largest = Math.max(largest, rootUp(sumOfUp(squares)));
  }
  return largest;
}

/** The largest row of the table, or the largest entry. */
function projectionUpper({ isInner, table, rows, columns }: ProjectionAction): number {
  if (!isInner) return table.reduce((largest, entry) => Math.max(largest, Math.abs(entry)), 0);
  let largest = 0;
  for (let row = 0; row < rows; row++) {
    const entries = table.subarray(row * columns, (row + 1) * columns);
    // Squares of float32 numbers are exact in float64.
    largest = Math.max(largest, rootUp(sumOfUp(Array.from(entries, (entry) => entry * entry))));
  }
  return largest;
}
