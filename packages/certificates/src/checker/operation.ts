import type { Activation } from "./activations.ts";
import type { Window } from "./geometry.ts";
import type { LinearMap } from "./linear-map.ts";

/** A dense layer or a convolution as what its norm depends on; of a transposed one the convolution whose adjoint it is. */
export interface Convolution {
  readonly axes: readonly Window[];
  readonly groups: number;
  /** Channels of the convolution's input and output, of each group. */
  readonly perInput: number;
  readonly perOutput: number;
  /** `[...sizes, perInput, groups · perOutput]`. */
  readonly kernel: Float64Array;
  /** Relative error of each entry; 0 for the weights themselves. */
  readonly error: number;
  readonly isAdjoint: boolean;
  /** The axis of a sample that has the channels. */
  readonly channelAxis: number;
}

/** Numbers, one for each entry of an axis, that are added everywhere else alike: entry e takes `values[⌊e / inner⌋ mod length]`. */
export interface Along {
  readonly values: Float64Array;
  readonly inner: number;
}

/** Multiplication of the entries of an axis by numbers of their own. */
export interface Scale {
  readonly axis: number;
  readonly values: Float64Array;
  readonly error: number;
}

/** What an operation computes. */
export type Action =
  /** `T (x − before) + after`; T null for the identity. */
  | {
      readonly type: "linear";
      readonly map: LinearMap | null;
      readonly before: Along | null;
      readonly after: Along | null;
    }
  | { readonly type: "entrywise"; readonly activation: Activation }
  | { readonly type: "softmax"; readonly isLogarithm: boolean; readonly axes: readonly number[] }
  | {
      readonly type: "layerNormalization";
      readonly axes: readonly number[];
      readonly gamma: Float64Array;
      readonly beta: Float64Array;
      readonly epsilon: number;
    }
  /** The largest entry of each window; the windows are the map's taps. */
  | { readonly type: "maximum"; readonly map: LinearMap }
  | { readonly type: "merge"; readonly how: "Add" | "Subtract" | "Average" | "Maximum" | "Minimum" }
  | { readonly type: "concatenation"; readonly axis: number }
  | { readonly type: "fixed" }
  | { readonly type: "embedding"; readonly table: Float64Array; readonly rows: number; readonly columns: number }
  /** Of the varied input by entries of a table: inner product, or entry by entry. */
  | { readonly type: "product"; readonly isInner: boolean; readonly varied: 0 | 1 };

/** What a layer makes of its inputs, or one part of a layer. */
export interface Part {
  readonly suffix: string;
  readonly kind: string;
  /** Shape of one sample of the output. */
  readonly shape: readonly number[];
  readonly action: Action;
  /** The Lipschitz constant by a closed form, rounded up; null where a kernel has to be tested. */
  readonly upper: number | null;
  /** 1 where the constant is surely at least 1; 0 where nothing is said. */
  readonly lower: 0 | 1;
  readonly convolution: Convolution | null;
  /** Of batch normalisation and rescaling. */
  readonly scale: Scale | null;
}

/** A part at its place in the graph. */
export interface Operation extends Omit<Part, "suffix"> {
  readonly name: string;
  /** 0 for the model's input, i for the i-th operation. */
  readonly inputs: readonly number[];
  readonly inputShapes: readonly (readonly number[])[];
  /** Whether it depends on the input of the model that is varied. */
  readonly isVaried: boolean;
}

/** Number of entries. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}
