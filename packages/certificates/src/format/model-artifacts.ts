/** One weight in the manifest of a model. */
export interface WeightSpec {
  readonly name: string;
  readonly shape: readonly number[];
  readonly dtype: string;
  /** How the values were squeezed: `min + scale · q` rounded to float32 for `uint8` and `uint16`; none for `float16`. */
  readonly quantization?: { readonly dtype: string; readonly scale?: number; readonly min?: number };
}

/**
 * A model in TensorFlow.js's layers format, in memory: what `model.save` hands to its handler and what `model.json` and its
 * weight files hold.
 */
export interface ModelArtifacts {
  /** The parsed `modelTopology`: class names and settings of the layers, and how they are connected. */
  readonly modelTopology: unknown;
  readonly weightSpecs: readonly WeightSpec[];
  /** The bytes of all weights, one after the other in the order of `weightSpecs`. */
  readonly weightData: ArrayBuffer;
}
