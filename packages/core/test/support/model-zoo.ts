import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { createRng } from "@lipschitz-gan/core";

const { layers } = tfl;
type Symbolic = tfl.SymbolicTensor;

/** One of each way in which a model can hold a weight. All layers are named, as a model that is saved must be. */
export interface ZooModel {
  readonly what: string;
  readonly build: () => tfl.LayersModel;
  /** Shape of one sample. */
  readonly sample: readonly number[];
  /** Names of the kernels that are to be constrained. */
  readonly kernels: readonly string[];
}

function sequential(): tfl.LayersModel {
  return tfl.sequential({
    layers: [
      layers.dense({ name: "first", units: 4, inputShape: [3], activation: "relu" }),
      layers.dense({ name: "last", units: 1 }),
    ],
  });
}

function residual(): tfl.LayersModel {
  const input = tfl.input({ shape: [3], name: "in" });
  const hidden = layers.dense({ name: "branch", units: 3, activation: "relu" }).apply(input) as Symbolic;
  const sum = layers.add({ name: "add" }).apply([input, hidden]) as Symbolic;
  const side = layers.dense({ name: "side", units: 2 }).apply(input) as Symbolic;
  const joined = layers.concatenate({ name: "concat" }).apply([sum, side]) as Symbolic;
  return tfl.model({ inputs: input, outputs: layers.dense({ name: "head", units: 1 }).apply(joined) as Symbolic });
}

function shared(): tfl.LayersModel {
  const input = tfl.input({ shape: [3], name: "in" });
  const twice = layers.dense({ name: "twice", units: 3, activation: "relu" });
  const hidden = twice.apply(twice.apply(input)) as Symbolic;
  return tfl.model({ inputs: input, outputs: layers.dense({ name: "head", units: 1 }).apply(hidden) as Symbolic });
}

function nested(): tfl.LayersModel {
  const inner = tfl.sequential({
    name: "body",
    layers: [
      layers.dense({ name: "first", units: 3, inputShape: [3], activation: "relu" }),
      layers.dense({ name: "last", units: 3 }),
    ],
  });
  const input = tfl.input({ shape: [3], name: "in" });
  const hidden = inner.apply(inner.apply(input)) as Symbolic; // a shared model, too
  return tfl.model({ inputs: input, outputs: layers.dense({ name: "first", units: 1 }).apply(hidden) as Symbolic });
}

function frozenWithin(): tfl.LayersModel {
  const model = tfl.sequential({
    layers: [
      layers.dense({ name: "free", units: 3, inputShape: [3] }),
      tfl.sequential({ name: "body", layers: [layers.dense({ name: "inner", units: 3, inputShape: [3] })] }),
      layers.dense({ name: "still", units: 3, trainable: false }),
      layers.dense({ name: "head", units: 1 }),
    ],
  });
  for (const layer of model.layers) if (layer.name === "body") layer.trainable = false;
  return model;
}

function wrapped(): tfl.LayersModel {
  return tfl.sequential({
    layers: [
      layers.timeDistributed({ name: "each", layer: layers.dense({ name: "dense", units: 2 }), inputShape: [3, 2] }),
      layers.bidirectional({
        name: "both",
        // The default initializer, orthogonal, needs the chained operations that tfjs-core alone does not have.
        layer: layers.simpleRNN({ name: "rnn", units: 2, recurrentInitializer: "ones" }),
        mergeMode: "concat",
      }),
      layers.dense({ name: "head", units: 1 }),
    ],
  });
}

function normalised(): tfl.LayersModel {
  return tfl.sequential({
    layers: [
      layers.dense({ name: "first", units: 3, inputShape: [3] }),
      layers.batchNormalization({ name: "norm" }),
      layers.prelu({ name: "activation" }),
      layers.dense({ name: "last", units: 1 }),
    ],
  });
}

function convolutional(): tfl.LayersModel {
  return tfl.sequential({
    layers: [
      layers.conv2d({ name: "conv", filters: 2, kernelSize: 3, inputShape: [4, 4, 2], padding: "same" }),
      layers.depthwiseConv2d({ name: "depthwise", kernelSize: 3, padding: "same" }),
      layers.separableConv2d({ name: "separable", filters: 2, kernelSize: 3, padding: "same" }),
      layers.conv2dTranspose({ name: "transposed", filters: 2, kernelSize: 2, strides: 2 }),
      layers.flatten({ name: "flat" }),
      layers.dense({ name: "head", units: 1 }),
    ],
  });
}

function embedded(): tfl.LayersModel {
  return tfl.sequential({
    layers: [
      layers.embedding({ name: "words", inputDim: 5, outputDim: 2, inputShape: [3] }),
      layers.flatten({ name: "flat" }),
      layers.dense({ name: "head", units: 1 }),
    ],
  });
}

export const zoo: readonly ZooModel[] = [
  { what: "Sequential", build: sequential, sample: [3], kernels: ["first/kernel", "last/kernel"] },
  {
    what: "functional with residual add and concat",
    build: residual,
    sample: [3],
    kernels: ["branch/kernel", "side/kernel", "head/kernel"],
  },
  { what: "shared layer", build: shared, sample: [3], kernels: ["twice/kernel", "head/kernel"] },
  {
    what: "nested and shared model",
    build: nested,
    sample: [3],
    kernels: ["body/first/kernel", "body/last/kernel", "first/kernel"],
  },
  {
    what: "frozen layers",
    build: frozenWithin,
    sample: [3],
    kernels: ["free/kernel", "body/inner/kernel", "still/kernel", "head/kernel"],
  },
  {
    what: "TimeDistributed and Bidirectional",
    build: wrapped,
    sample: [3, 2],
    kernels: [
      "each/dense/kernel",
      "both/forward_rnn/kernel",
      "both/forward_rnn/recurrent_kernel",
      "both/backward_rnn/kernel",
      "both/backward_rnn/recurrent_kernel",
      "head/kernel",
    ],
  },
  { what: "batch norm and PReLU", build: normalised, sample: [3], kernels: ["first/kernel", "last/kernel"] },
  {
    what: "every kind of convolution",
    build: convolutional,
    sample: [4, 4, 2],
    kernels: [
      "conv/kernel",
      "depthwise/depthwise_kernel",
      "separable/depthwise_kernel",
      "separable/pointwise_kernel",
      "transposed/kernel",
      "head/kernel",
    ],
  },
  { what: "embedding", build: embedded, sample: [3], kernels: ["words/embeddings", "head/kernel"] },
];

/** Builds a model and fills its weights, the running statistics too, from a stream: positive, so that no ReLU is dead. */
export function filled({ build }: Pick<ZooModel, "build">, seed = 0): tfl.LayersModel {
  const model = build();
  const random = createRng(seed).stream("weights");
  tf.tidy(() => {
    for (const variable of model.weights) {
      const shape = variable.shape.map(Number);
      const size = shape.reduce((product, n) => product * n, 1);
      variable.write(
        tf.tensor(
          Float32Array.from({ length: size }, () => 0.25 + random.uniform()),
          shape,
        ),
      );
    }
  });
  return model;
}

/** A batch for a model; whole numbers below 5, which an embedding can look up. */
export function batchFor({ sample }: Pick<ZooModel, "sample">, batchSize = 3): tf.Tensor {
  const random = createRng(1).stream("batch");
  const size = sample.reduce((product, n) => product * n, batchSize);
  return tf.tensor(
    Float32Array.from({ length: size }, () => random.int(5)),
    [batchSize, ...sample],
  );
}
