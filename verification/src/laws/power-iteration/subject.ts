import type { KernelMatrix, RandomStream, SingularVectors } from "@lipschitz-gan/core";
import type * as tf from "@tensorflow/tfjs-core";

/** Power iteration as `@lipschitz-gan/core` has it: three functions of tensors. */
export interface PowerIterationFunctions {
  /** Random unit vectors over the outputs of every block, shape `[groups, 1, rows]`. */
  readonly startVector: (matrix: KernelMatrix, random: RandomStream) => tf.Tensor;
  /** One round, `v ← Wᵀu / |Wᵀu|`, `u ← Wv / |Wv|`, in every block; blocks come transposed, `[groups, columns, rows]`. */
  readonly powerIteration: (
    blocks: tf.Tensor3D,
    vectors: SingularVectors,
  ) => { readonly u: tf.Tensor3D; readonly v: tf.Tensor3D };
  /** `|uᵀWv|`, the largest over the blocks, differentiable in the blocks. */
  readonly singularValueEstimate: (blocks: tf.Tensor3D, vectors: SingularVectors) => tf.Scalar;
}
