/** The types of numbers that oneDNN is given here. @internal */
export type NumberType = "f32" | "u8";

/**
 * How a tensor lies in memory: its axes in oneDNN's order (batch, channels, height, width), with the distance between
 * neighbours in elements. Without strides, oneDNN chooses.
 *
 * @internal
 */
export interface Layout {
  readonly dims: readonly number[];
  readonly strides?: readonly number[];
  readonly type?: NumberType;
}

/**
 * One parameter of an operation's description, as the C interface takes it.
 *
 * @internal
 */
export type Parameter =
  | { readonly kind: "integer"; readonly value: number }
  | { readonly kind: "real"; readonly value: number }
  /** A constant by its name in the header, without `dnnl_`; versions number them differently. */
  | { readonly kind: "constant"; readonly name: ConstantName }
  | { readonly kind: "layout"; readonly layout: Layout | null; readonly since?: 3 }
  | { readonly kind: "sizes"; readonly sizes: readonly number[] };

/** Constants that two major versions number differently, and some that they do not. @internal */
export type ConstantName =
  | "forward_training"
  | "forward_inference"
  | "backward"
  | "convolution_direct"
  | "eltwise_relu"
  | "eltwise_square"
  | "eltwise_sqrt"
  | "eltwise_linear"
  | "binary_add"
  | "binary_mul"
  | "binary_div"
  | "binary_sub"
  | "pooling_max"
  | "pooling_avg_exclude_padding";

/** The families of operations, as 3.x names them. @internal */
export type Family =
  | "convolution_forward"
  | "convolution_backward_data"
  | "convolution_backward_weights"
  | "matmul"
  | "eltwise_forward"
  | "eltwise_backward"
  | "binary"
  | "batch_normalization_forward"
  | "batch_normalization_backward"
  | "pooling_forward"
  | "pooling_backward";

/**
 * What is done to each result before it is stored, in order. `sum` adds what the destination held, times a factor.
 *
 * @internal
 */
export type PostOperation =
  | { readonly kind: "sum"; readonly factor: number }
  | { readonly kind: "eltwise"; readonly algorithm: ConstantName; readonly alpha: number; readonly beta: number }
  | { readonly kind: "binary"; readonly algorithm: ConstantName; readonly layout: Layout };

/**
 * An operation on tensors of given layouts: what a primitive is made from.
 *
 * @internal
 */
export interface Operation {
  readonly family: Family;
  /** In the order of 3.x. */
  readonly parameters: readonly Parameter[];
  /** For a backward operation: the forward one that it belongs to. */
  readonly forward?: Operation;
  readonly after?: readonly PostOperation[];
}

/** A number as a parameter. @internal */
export const real = (value: number): Parameter => ({ kind: "real", value });
/** A whole number as a parameter. @internal */
export const integer = (value: number): Parameter => ({ kind: "integer", value });
/** A constant of the header as a parameter. @internal */
export const constant = (name: ConstantName): Parameter => ({ kind: "constant", name });
/** A layout as a parameter. @internal */
export const layout = (given: Layout | null): Parameter => ({ kind: "layout", layout: given });
/** A layout that 2.x does not ask for, being that of another parameter. @internal */
export const layoutSince3 = (given: Layout): Parameter => ({ kind: "layout", layout: given, since: 3 });
/** Sizes along the spatial axes as a parameter. @internal */
export const sizes = (given: readonly number[]): Parameter => ({ kind: "sizes", sizes: given });
