import * as tf from "@tensorflow/tfjs-core";

/**
 * Splitting along an axis: the cotangents of the parts, side by side. TensorFlow.js' own fails where there is one part.
 *
 * @internal
 */
export const splitGradient: tf.GradConfig = {
  kernelName: tf.SplitV,
  gradFunc: (dy, _saved, attrs) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the op that ran the kernel filled its attributes
    const { axis } = attrs as unknown as tf.SplitVAttrs;
    return { x: () => tf.concat([dy].flat(), axis) };
  },
};
