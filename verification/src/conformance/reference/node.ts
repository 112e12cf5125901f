/** Exact derivatives, or the sums of the magnitudes of all that is added up to give them. */
export type Kind = "value" | "size";

/** How many roundings an operation brings, on the way forward and on the way back. */
export interface Roundings {
  readonly forward: number;
  readonly backward: number;
}

/** Where functions such as exp are computed: on a processor to a few units in the last place, or on a GPU. */
export type Accuracy = "processor" | "gpu";

/** How derivatives pass through an operation. Every method adds to `into`. */
export interface DerivativeRule {
  /** into[p] += (∂y/∂p)ᵀ adjoint. */
  pull(kind: Kind, adjoint: Float64Array, into: readonly Float64Array[]): void;
  /** into += Σ_p (∂y/∂p) tangents[p]. */
  push(kind: Kind, tangents: readonly Float64Array[], into: Float64Array): void;
  /** into[p] += Σ_q (∂²y/∂p∂q tangents[q])ᵀ adjoint. */
  bend(kind: Kind, adjoint: Float64Array, tangents: readonly Float64Array[], into: readonly Float64Array[]): void;
}

/**
 * A tensor in float64 that remembers how it was made, so that it can be differentiated twice.
 *
 * Nothing here knows TensorFlow.js: it is the reference that its kernels and gradients are compared with.
 */
export interface ReferenceNode {
  readonly shape: readonly number[];
  readonly value: Float64Array;
  /** At least |value|: the sum of the magnitudes of all that was added up to give it. */
  readonly size: Float64Array;
  readonly parents: readonly ReferenceNode[];
  readonly rule?: DerivativeRule;
  readonly roundings: Readonly<Record<Accuracy, Roundings>>;
  /** Whether whole numbers give whole numbers, by additions, multiplications and choices only. */
  readonly isWhole: boolean;
}

/** No roundings at all. */
export const EXACTLY: Readonly<Record<Accuracy, Roundings>> = {
  processor: { forward: 0, backward: 0 },
  gpu: { forward: 0, backward: 0 },
};

/** The number of entries of a shape. */
export function entriesOf(shape: readonly number[]): number {
  return shape.reduce((product, extent) => product * extent, 1);
}

/**
 * A node without parents.
 *
 * @param shape - its shape
 * @param values - its entries, row-major
 */
export function leaf(shape: readonly number[], values: ArrayLike<number>): ReferenceNode {
  const value = Float64Array.from(values);
  if (value.length !== entriesOf(shape))
    throw new RangeError(`leaf: shape [${shape.join(", ")}] has ${entriesOf(shape)} entries, received ${value.length}`);
  return {
    shape,
    value,
    size: value.map(Math.abs),
    parents: [],
    roundings: EXACTLY,
    isWhole: value.every(Number.isInteger),
  };
}
