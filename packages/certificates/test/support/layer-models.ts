import * as tfl from "@tensorflow/tfjs-layers";

const { layers } = tfl;
type Symbolic = tfl.SymbolicTensor;

/** A model, and whether it can be differentiated and is linear up to a constant. */
export interface LayerModel {
  readonly name: string;
  readonly build: () => tfl.LayersModel;
}

type LayerOf = () => tfl.layers.Layer;

function single(name: string, shape: number[], layer: LayerOf): LayerModel {
  return {
    name,
    build: () => {
      const input = tfl.input({ shape });
      return tfl.model({ inputs: input, outputs: layer().apply(input) as Symbolic });
    },
  };
}

function joined(name: string, shapes: readonly number[][], merge: LayerOf): LayerModel {
  return {
    name,
    build: () => {
      const input = tfl.input({ shape: [6] });
      const branches = shapes.map((shape) => {
        const units = shape.reduce((product, n) => product * n, 1);
        const branch = layers.dense({ units }).apply(input) as Symbolic;
        return layers.reshape({ targetShape: shape }).apply(branch) as Symbolic;
      });
      return tfl.model({ inputs: input, outputs: merge().apply(branches) as Symbolic });
    },
  };
}

const first = "channelsFirst" as const;
const activations = [
  "elu",
  "hardSigmoid",
  "linear",
  "relu",
  "relu6",
  "selu",
  "sigmoid",
  "softmax",
  "softplus",
  "softsign",
  "tanh",
  "swish",
  "mish",
  "gelu",
  "gelu_new",
  "logSoftmax",
] as const;

/** Every kind of layer that has a rule, with the settings that change what it computes. */
export const LAYER_MODELS: readonly LayerModel[] = [
  single("dense", [5], () => layers.dense({ units: 3, activation: "relu" })),
  single("dense without bias", [5], () => layers.dense({ units: 3, useBias: false })),
  single("dense on two axes", [4, 5], () => layers.dense({ units: 3, activation: "tanh" })),
  single("dense on three axes", [2, 3, 5], () => layers.dense({ units: 2 })),
  single("conv1d same", [9, 3], () => layers.conv1d({ filters: 4, kernelSize: 3, strides: 2, padding: "same" })),
  single("conv1d dilated", [9, 3], () => layers.conv1d({ filters: 5, kernelSize: 3, dilationRate: 2 })),
  single("conv2d same", [7, 6, 3], () =>
    layers.conv2d({ filters: 5, kernelSize: [3, 4], strides: [2, 1], padding: "same", activation: "relu" }),
  ),
  single("conv2d valid", [7, 8, 5], () => layers.conv2d({ filters: 2, kernelSize: [3, 2], strides: 2 })),
  single("conv2d of tiny picture", [2, 1, 3], () =>
    layers.conv2d({ filters: 5, kernelSize: 5, padding: "same", activation: "sigmoid" }),
  ),
  single("conv2d dilated", [9, 8, 2], () =>
    layers.conv2d({ filters: 4, kernelSize: 3, dilationRate: [2, 3], padding: "same" }),
  ),
  single("conv2d with few taps and far strides", [9, 8, 2], () =>
    layers.conv2d({ filters: 4, kernelSize: 1, strides: 3, padding: "same" }),
  ),
  single("conv2d channels first", [3, 7, 6], () =>
    layers.conv2d({ filters: 4, kernelSize: 3, strides: 2, padding: "same", dataFormat: first, activation: "softmax" }),
  ),
  single("conv3d same", [4, 5, 3, 2], () =>
    layers.conv3d({ filters: 4, kernelSize: 2, strides: [2, 1, 2], padding: "same" }),
  ),
  single("conv3d with few taps and far strides", [7, 5, 6, 2], () =>
    layers.conv3d({ filters: 3, kernelSize: 1, strides: [3, 2, 4], padding: "same" }),
  ),
  single("conv3d channels first", [2, 4, 5, 3], () => layers.conv3d({ filters: 3, kernelSize: 2, dataFormat: first })),
  single("conv2dTranspose same", [3, 4, 5], () =>
    layers.conv2dTranspose({ filters: 4, kernelSize: 4, strides: 2, padding: "same", activation: "relu" }),
  ),
  single("conv2dTranspose valid", [3, 4, 2], () =>
    layers.conv2dTranspose({ filters: 5, kernelSize: [2, 5], strides: [3, 2] }),
  ),
  single("conv2dTranspose channels first", [2, 3, 4], () =>
    layers.conv2dTranspose({ filters: 3, kernelSize: 3, strides: 2, padding: "same", dataFormat: first }),
  ),
  single("conv3dTranspose", [2, 3, 2, 3], () =>
    layers.conv3dTranspose({ filters: 2, kernelSize: 3, strides: 2, padding: "same" }),
  ),
  single("conv3dTranspose with few taps and far strides", [2, 3, 2, 3], () =>
    layers.conv3dTranspose({ filters: 2, kernelSize: 1, strides: [3, 2, 4], padding: "same" }),
  ),
  single("depthwiseConv2d", [6, 5, 3], () =>
    layers.depthwiseConv2d({ kernelSize: 3, padding: "same", strides: [2, 2], activation: "relu6" }),
  ),
  single("depthwiseConv2d of multiplier 3", [6, 5, 4], () =>
    layers.depthwiseConv2d({ kernelSize: [2, 3], depthMultiplier: 3 }),
  ),
  single("depthwiseConv2d channels first", [3, 6, 5], () =>
    layers.depthwiseConv2d({ kernelSize: 3, depthMultiplier: 5, dataFormat: first }),
  ),
  single("separableConv2d", [7, 6, 3], () =>
    layers.separableConv2d({
      filters: 5,
      kernelSize: 3,
      strides: [2, 2],
      padding: "same",
      activation: "elu",
    }),
  ),
  single("separableConv2d dilated", [9, 8, 3], () =>
    layers.separableConv2d({ filters: 2, kernelSize: 3, dilationRate: 2, useBias: false }),
  ),
  ...activations.map((activation) =>
    single(`activation ${activation}`, [3, 7], () => layers.activation({ activation: activation as "relu" })),
  ),
  single("ReLU", [9], () => layers.reLU()),
  single("ReLU with maximum", [9], () => layers.reLU({ maxValue: 0.7 })),
  single("LeakyReLU", [9], () => layers.leakyReLU({ alpha: 0.2 })),
  single("LeakyReLU with a steep slope", [9], () => layers.leakyReLU({ alpha: -1.7 })),
  single("PReLU", [3, 4], () => layers.prelu()),
  single("PReLU with shared axes", [3, 4, 2], () => layers.prelu({ sharedAxes: [1, 2] })),
  single("ELU", [9], () => layers.elu()),
  single("Softmax", [5, 4], () => layers.softmax({ axis: -1 })),
  single("Softmax over two axes", [5, 4, 2], () => layers.softmax({ axis: [1, 3] })),
  single("Flatten", [3, 2, 4], () => layers.flatten()),
  single("Flatten channels first", [3, 2, 4], () => layers.flatten({ dataFormat: first })),
  single("Reshape", [3, 2, 4], () => layers.reshape({ targetShape: [4, -1] })),
  single("Permute", [3, 2, 4], () => layers.permute({ dims: [2, 3, 1] })),
  single("RepeatVector", [4], () => layers.repeatVector({ n: 3 })),
  single("ZeroPadding2D", [3, 2, 4], () =>
    layers.zeroPadding2d({
      padding: [
        [1, 2],
        [0, 3],
      ],
    }),
  ),
  single("ZeroPadding2D channels first", [3, 2, 4], () => layers.zeroPadding2d({ padding: [1, 2], dataFormat: first })),
  single("Cropping2D", [5, 6, 2], () =>
    layers.cropping2D({
      cropping: [
        [1, 2],
        [0, 3],
      ],
    }),
  ),
  single("Cropping2D channels first", [2, 5, 6], () =>
    layers.cropping2D({
      cropping: [
        [1, 2],
        [0, 3],
      ],
      dataFormat: first,
    }),
  ),
  single("UpSampling2D nearest", [2, 3, 2], () => layers.upSampling2d({ size: [3, 2] })),
  single("UpSampling2D bilinear", [2, 3, 2], () => layers.upSampling2d({ size: [3, 2], interpolation: "bilinear" })),
  single("UpSampling2D channels first", [2, 3, 4], () =>
    layers.upSampling2d({ size: [3, 2], interpolation: "bilinear", dataFormat: first }),
  ),
  single("Dropout", [4], () => layers.dropout({ rate: 0.5 })),
  single("SpatialDropout1D", [4, 2], () => layers.spatialDropout1d({ rate: 0.5 })),
  single("GaussianNoise", [4], () => layers.gaussianNoise({ stddev: 1 })),
  single("GaussianDropout", [4], () => layers.gaussianDropout({ rate: 0.5 })),
  single("AlphaDropout", [4], () => layers.alphaDropout({ rate: 0.5 })),
  single("Rescaling", [4], () => layers.rescaling({ scale: 1 / 127.5, offset: -0.7 })),
  single("MaxPooling1D", [7, 3], () => layers.maxPooling1d({ poolSize: 3, strides: 2 })),
  single("MaxPooling2D", [7, 6, 3], () => layers.maxPooling2d({ poolSize: [3, 2], strides: [2, 1], padding: "same" })),
  single("MaxPooling2D channels first", [3, 7, 6], () => layers.maxPooling2d({ poolSize: 2, dataFormat: first })),
  single("MaxPooling3D", [5, 4, 7, 2], () => layers.maxPooling3d({ poolSize: 2, strides: [1, 2, 4], padding: "same" })),
  single("AveragePooling1D", [7, 3], () => layers.averagePooling1d({ poolSize: 3, strides: 2, padding: "same" })),
  single("AveragePooling2D", [7, 6, 3], () =>
    layers.averagePooling2d({ poolSize: [3, 2], strides: [2, 1], padding: "same" }),
  ),
  single("AveragePooling2D valid", [7, 6, 3], () => layers.averagePooling2d({ poolSize: 3 })),
  single("AveragePooling3D", [5, 4, 7, 2], () =>
    layers.averagePooling3d({ poolSize: 2, strides: [1, 2, 4], padding: "same" }),
  ),
  single("GlobalMaxPooling1D", [5, 3], () => layers.globalMaxPooling1d({})),
  single("GlobalMaxPooling2D", [5, 3, 4], () => layers.globalMaxPooling2d({ dataFormat: first })),
  single("GlobalAveragePooling1D", [5, 3], () => layers.globalAveragePooling1d({})),
  single("GlobalAveragePooling2D", [5, 3, 4], () => layers.globalAveragePooling2d({ dataFormat: "channelsLast" })),
  single("GlobalAveragePooling2D channels first", [5, 3, 4], () =>
    layers.globalAveragePooling2d({ dataFormat: first }),
  ),
  single("BatchNormalization", [4, 3], () => layers.batchNormalization()),
  single("BatchNormalization of small epsilon", [2, 4, 3], () => layers.batchNormalization({ axis: 3, epsilon: 1e-5 })),
  single("BatchNormalization without scale and center", [3], () =>
    layers.batchNormalization({ scale: false, center: false }),
  ),
  single("LayerNormalization", [4, 5], () => layers.layerNormalization()),
  single("LayerNormalization over two axes", [4, 5, 2], () =>
    layers.layerNormalization({ axis: [1, 2], epsilon: 0.1 }),
  ),
  joined(
    "Add",
    [
      [2, 3],
      [2, 3],
      [2, 3],
    ],
    () => layers.add(),
  ),
  joined("Add with broadcasting", [[2, 3], [3], [2, 1]], () => layers.add()),
  joined("Average", [[4], [4], [4]], () => layers.average()),
  joined("Maximum", [[4], [4], [4]], () => layers.maximum()),
  joined("Minimum", [[2, 4], [4]], () => layers.minimum()),
  joined(
    "Concatenate",
    [
      [2, 3, 2],
      [2, 1, 2],
      [2, 4, 2],
    ],
    () => layers.concatenate({ axis: 2 }),
  ),
  joined(
    "Concatenate at the end",
    [
      [2, 3],
      [2, 1],
    ],
    () => layers.concatenate(),
  ),
];
