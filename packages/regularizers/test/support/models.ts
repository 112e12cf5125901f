import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { constrain, type ConstrainedModel, createRng, type LipschitzConstraint } from "@lipschitz-gan/core";
import { type Rows, transposed } from "./matrices.ts";

/** A model that is one dense layer with this matrix, under a constraint. */
export function denseOf(matrix: Rows, constraint: LipschitzConstraint): ConstrainedModel {
  const units = matrix.length;
  const inputShape = [matrix[0]?.length ?? 0];
  const model = tfl.sequential({ layers: [tfl.layers.dense({ name: "dense", units, inputShape, useBias: false })] });
  tf.tidy(() => {
    model.setWeights([tf.tensor2d(transposed(matrix))]);
  });
  return constrain(model, constraint, { rng: createRng(17) });
}

/** A small critic with a convolution, a leaky ReLU and biases. */
export function smallCritic(seed = 0): tfl.LayersModel {
  const model = tfl.sequential({
    layers: [
      tfl.layers.conv2d({ name: "conv", filters: 2, kernelSize: 3, strides: 2, inputShape: [4, 4, 2] }),
      tfl.layers.leakyReLU({ name: "activation", alpha: 0.1 }),
      tfl.layers.flatten({ name: "flat" }),
      tfl.layers.dense({ name: "score", units: 1 }),
    ],
  });
  fill(model, seed);
  return model;
}

/** Normal weights from a stream. */
export function fill(model: tfl.LayersModel, seed: number): void {
  const random = createRng(seed).stream("weights");
  tf.tidy(() => {
    for (const variable of model.weights) variable.write(normal(random, variable.shape.map(Number)));
  });
}

/** A tensor of standard normal numbers. */
export function normal(random: { normal(): number }, shape: readonly number[]): tf.Tensor {
  const size = shape.reduce((product, n) => product * n, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => random.normal()),
    [...shape],
  );
}

/** One plain gradient step on `mean D(fake) - mean D(real)` plus the penalty, in the order of a training step. */
export function trainOnce(critic: ConstrainedModel, step: number, sample: readonly number[] = [4, 4, 2]): void {
  const rng = createRng(99);
  tf.tidy(() => {
    const [real, fake] = [
      normal(rng.stream("real", step), [3, ...sample]),
      normal(rng.stream("fake", step), [3, ...sample]),
    ];
    critic.update();
    const variables = Object.values(critic.variables);
    const { grads } = tf.variableGrads(
      () =>
        critic.forward((pass) => {
          const gap = tf.sub<tf.Scalar>(tf.mean(pass.apply(fake)), tf.mean(pass.apply(real)));
          const penalty = pass.penalty({ real, fake, random: rng.stream("penalty", step) });
          return penalty === undefined ? gap : tf.add<tf.Scalar>(gap, penalty);
        }),
      variables,
    );
    for (const variable of variables) {
      const gradient = grads[variable.name];
      if (gradient !== undefined) variable.assign(tf.sub(variable, tf.mul(gradient, 0.01)));
    }
    critic.project();
  });
}
