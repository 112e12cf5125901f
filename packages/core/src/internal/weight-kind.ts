import type { WeightKind } from "../kernel-matrix.ts";

const KIND_OF_KERNEL: Readonly<Record<string, WeightKind>> = {
  Dense: "dense",
  Conv1D: "conv",
  Conv2D: "conv",
  Conv3D: "conv",
  Conv2DTranspose: "conv-transpose",
  Conv3DTranspose: "conv-transpose",
  SimpleRNN: "dense",
  SimpleRNNCell: "dense",
  GRU: "dense",
  GRUCell: "dense",
  LSTM: "dense",
  LSTMCell: "dense",
  ConvLSTM2D: "conv",
  ConvLSTM2DCell: "conv",
};

/**
 * What a weight of a layer of tf.layers does.
 *
 * @param className - the layer's class, from `getClassName()`
 * @param weightName - the weight's own name, such as `"kernel"`
 * @param rank - number of axes
 * @returns its kind; `"unknown"` for a matrix or tensor of a layer that has no rule
 * @internal
 */
export function weightKind(className: string, weightName: string, rank: number): WeightKind {
  switch (weightName) {
    case "bias":
    case "beta":
      return "bias";
    case "gamma":
    case "alpha":
      return "scale";
    case "depthwise_kernel":
      return "depthwise";
    case "pointwise_kernel":
      return "conv";
    case "embeddings":
      return "embedding";
    case "kernel":
    case "recurrent_kernel":
      return KIND_OF_KERNEL[className] ?? (rank < 2 ? "scale" : "unknown");
    default:
      return rank < 2 ? "bias" : "unknown";
  }
}
