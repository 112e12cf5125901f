import type { BandRow } from "../rules/axis-rows.ts";
import type { ConvolutionMap } from "./convolution-map.ts";

/** A function of one number that acts on every entry. */
export type EntrywiseName =
  | "linear"
  | "relu"
  | "leakyrelu"
  | "elu"
  | "selu"
  | "sigmoid"
  | "hardsigmoid"
  | "softplus"
  | "softsign"
  | "tanh"
  | "swish"
  | "mish"
  | "gelu"
  | "gelunew";

/** A dense or convolutional layer without its activation. */
export interface ConvolutionAction {
  readonly type: "convolution";
  readonly map: ConvolutionMap;
  /** The kernel as it is stored, in the layout of {@link ConvolutionMap}. */
  readonly kernel: Float32Array;
  /** One entry for each channel of the operation's output. */
  readonly bias: Float32Array | null;
  /** Whether input and output have their channels on the first axis. */
  readonly isChannelsFirst: boolean;
}

/** An activation that acts on every entry. */
export interface EntrywiseAction {
  readonly type: "entrywise";
  readonly name: EntrywiseName;
  /** Of `relu`: what it is cut off at, 6 for relu6, infinite without; it is a float32. */
  readonly ceiling: number;
  /** Of `leakyrelu`: slopes on the left of 0, one for all entries or one for each entry of the sample; empty for others. */
  readonly slopes: Float32Array;
}

/** Softmax, or its logarithm, over some axes of a sample. */
export interface SoftmaxAction {
  readonly type: "softmax";
  readonly isLogarithm: boolean;
  readonly axes: readonly number[];
}

/** Batch normalisation at inference: `(x − mean) · gamma / √(variance + epsilon) + beta` for each entry of an axis. */
export interface BatchNormalizationAction {
  readonly type: "batchNormalization";
  /** The axis of a sample. */
  readonly axis: number;
  readonly gamma: Float32Array | null;
  readonly beta: Float32Array | null;
  readonly mean: Float32Array;
  readonly variance: Float32Array;
  readonly epsilon: number;
}

/** Layer normalisation over some axes of a sample. */
export interface LayerNormalizationAction {
  readonly type: "layerNormalization";
  readonly axes: readonly number[];
  /** Gains over the axes, in the order of memory. */
  readonly gamma: Float32Array | null;
  readonly beta: Float32Array | null;
  readonly epsilon: number;
}

/** `scale · x + offset`, with numbers of the configuration. */
export interface RescalingAction {
  readonly type: "rescaling";
  readonly scale: number;
  readonly offset: number;
}

/** Moves, repeats or drops entries, or adds zeros. */
export interface GatherAction {
  readonly type: "gather";
  /** For each entry of the output the entry of the input, or −1 for a zero; null if all stay in order, as in a reshape. */
  readonly source: Int32Array | null;
}

/** Averages or interpolates along axes: one matrix with entries >= 0 an axis. */
export interface BandsAction {
  readonly type: "bands";
  readonly bands: readonly AxisBand[];
}

/** A matrix that acts along one axis. */
export interface AxisBand {
  /** The axis of a sample. */
  readonly axis: number;
  /** Rows of the matrix; entries are right up to one rounding. */
  readonly rows: readonly BandRow[];
}

/** Max pooling. */
export interface MaxPoolingAction {
  readonly type: "maxPooling";
  readonly windows: readonly AxisWindows[];
}

/** The windows along one axis of a sample. */
export interface AxisWindows {
  readonly axis: number;
  /** Of each window the first entry and the number of entries that are in the picture. */
  readonly rows: readonly { readonly first: number; readonly count: number }[];
}

/** Entry by entry over inputs, which are broadcast to the output's shape. */
export interface MergeAction {
  readonly type: "merge";
  readonly merge: "sum" | "difference" | "average" | "maximum" | "minimum";
}

/** Joins the inputs along an axis of a sample. */
export interface ConcatenationAction {
  readonly type: "concatenation";
  readonly axis: number;
}

/** The value of one of the model's other inputs, which are held constant. */
export interface FixedAction {
  readonly type: "fixed";
  /** Index in {@link Network.fixedInputs}. */
  readonly index: number;
}

/** Looks up the rows of a table by whole numbers. */
export interface EmbeddingAction {
  readonly type: "embedding";
  /** Row by row. */
  readonly table: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/**
 * The product of the varied input by one that depends on fixed inputs only and has rows of an embedding's table as its entries:
 * their inner product (Dot) or the product of their entries (Multiply).
 */
export interface ProjectionAction {
  readonly type: "projection";
  readonly isInner: boolean;
  /** Which of the two inputs is the fixed one. */
  readonly fixed: 0 | 1;
  /** The table that the fixed input comes from. */
  readonly table: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

/** What an operation does, with all that its rule and its evaluation need. */
export type Action =
  | ConvolutionAction
  | EntrywiseAction
  | SoftmaxAction
  | BatchNormalizationAction
  | LayerNormalizationAction
  | RescalingAction
  | GatherAction
  | BandsAction
  | MaxPoolingAction
  | MergeAction
  | ConcatenationAction
  | FixedAction
  | EmbeddingAction
  | ProjectionAction;

/** A layer, or one part of a layer, at one place in the graph. */
export interface Operation {
  /** Name of the layer, after those of the models around it, and the part of it: `body/conv1`, `body/conv1:activation`. */
  readonly name: string;
  /** Class of the layer, or name of the activation. */
  readonly kind: string;
  /** What flows in: 0 for the model's input, i for `operations[i - 1]`. */
  readonly inputs: readonly number[];
  /** Shape of one sample of each input. */
  readonly inputShapes: readonly (readonly number[])[];
  readonly outputShape: readonly number[];
  readonly action: Action;
  /** Whether it depends on the model's input, and not on fixed inputs only. */
  readonly isVaried: boolean;
}

/** An input of the model that is held constant, such as a label. */
export interface FixedInput {
  readonly name: string;
  readonly shape: readonly number[];
  /** Number of entries. */
  readonly size: number;
}

/** A model as a list of operations, each after those that it depends on; the last gives the output. */
export interface Network {
  readonly name: string;
  /** Shape of one sample. */
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  readonly operations: readonly Operation[];
  readonly fixedInputs: readonly FixedInput[];
}
