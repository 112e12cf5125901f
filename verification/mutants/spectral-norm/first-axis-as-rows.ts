import { type ConstrainedWeight, type KernelMatrix } from "@lipschitz-gan/core";
import { spectralNormTable } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";
import { type Mutant, mutantOf } from "../mutant.ts";
import { spectralNormWith } from "./spectral-norm-with.ts";

function view({ shape }: ConstrainedWeight): KernelMatrix {
  const rows = shape[0] ?? 1;
  const columns = shape.slice(1).reduce((product, n) => product * n, 1);
  const toBlocks = (value: tf.Tensor): tf.Tensor3D =>
    tf.expandDims(tf.transpose(tf.reshape(value, [rows, columns])), 0);
  return { groups: 1, rows, columns, outputAxes: [0], toBlocks };
}

/** See `bug`. */
export const mutant: Mutant = mutantOf({
  name: "first-axis-as-rows",
  bug: "reshape(W, [shape[0], -1]), right in PyTorch's layout and wrong in TensorFlow's, where outputs are last",
  table: spectralNormTable,
  subject: { make: spectralNormWith({ view }) },
});
