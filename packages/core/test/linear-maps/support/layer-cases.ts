import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { createRng, type RandomStream } from "@lipschitz-gan/core";
import {
  type Axis,
  averagePooling,
  bilinear,
  chain,
  channelsFirst,
  convolution,
  depthwise,
  gather,
  type NaiveMap,
  type Padding,
  scaling,
  transposedConvolution,
} from "./naive-layers.ts";

const { layers } = tfl;

/** A layer with random weights, and what it is to do. */
export interface LayerCase {
  readonly layer: tfl.layers.Layer;
  readonly inputShape: readonly number[];
  readonly expected: NaiveMap;
}

/** Numbers from which a case of any class is made. */
export interface Geometry {
  readonly axes: readonly Axis[];
  readonly padding: Padding;
  readonly inputs: number;
  readonly outputs: number;
  readonly channelsFirst: boolean;
  readonly seed: number;
}

/** An axis with some of its numbers changed. */
export function changed(axis: Axis, numbers: Partial<Axis>): Axis {
  return { ...axis, ...numbers };
}

const axis = (): fc.Arbitrary<Axis> =>
  fc
    .record({
      size: fc.integer({ min: 1, max: 6 }),
      kernel: fc.integer({ min: 1, max: 4 }),
      stride: fc.integer({ min: 1, max: 3 }),
      dilation: fc.constant(1),
    })
    .map((drawn) => changed(drawn, { size: Math.max(drawn.size, drawn.kernel) })); // else "valid" has no window

/** Three axes, of which a layer uses as many as it has. */
export const geometry = (): fc.Arbitrary<Geometry> =>
  fc.record({
    axes: fc.array(axis(), { minLength: 3, maxLength: 3 }),
    padding: fc.constantFrom("valid", "same"),
    inputs: fc.integer({ min: 1, max: 3 }),
    outputs: fc.integer({ min: 1, max: 3 }),
    channelsFirst: fc.boolean(),
    seed: fc.nat(1e6),
  });

/** Numbers of a normal distribution, as float32. */
export function normals(random: RandomStream, n: number): number[] {
  return Array.from({ length: n }, () => Math.fround(random.normal()));
}

/** Builds a layer and gives it random weights; variances positive. */
function withWeights<Layer extends tfl.layers.Layer>(
  layer: Layer,
  inputShape: readonly number[],
  seed: number,
): { layer: Layer; values: ReadonlyMap<string, readonly number[]> } {
  layer.build([null, ...inputShape]);
  const random = createRng(seed).stream("weights");
  const values = new Map<string, readonly number[]>();
  layer.setWeights(
    layer.weights.map((variable) => {
      const name = variable.originalName.split("/").at(-1) ?? "";
      const drawn = normals(
        random,
        variable.shape.reduce<number>((n, size) => n * (size ?? 1), 1),
      );
      const own = name === "moving_variance" ? drawn.map((x) => Math.fround(x * x + 0.1)) : drawn;
      values.set(name, own);
      return tf.tensor(own, variable.shape.map(Number));
    }),
  );
  return { layer, values };
}

function convolutional(rank: 1 | 2 | 3, dilated: boolean) {
  return ({ axes, padding, inputs, outputs, channelsFirst: first, seed }: Geometry): LayerCase => {
    // TensorFlow.js has no dilation with strides.
    const own = axes.slice(0, rank).map((drawn, a) =>
      dilated
        ? changed(drawn, {
            stride: 1,
            dilation: 1 + ((seed + a) % 3),
            size: Math.max(drawn.size, (drawn.kernel - 1) * 3 + 1),
          })
        : drawn,
    );
    const isFirst = first && rank === 2;
    const config = {
      filters: outputs,
      kernelSize: own.map(({ kernel }) => kernel),
      strides: own.map(({ stride }) => stride),
      dilationRate: own.map(({ dilation }) => dilation) as [number, number, number], // or fewer
      padding,
    };
    const dataFormat = isFirst ? "channelsFirst" : "channelsLast";
    const shape = [...own.map(({ size }) => size), inputs];
    const inputShape = isFirst ? [inputs, ...shape.slice(0, -1)] : shape;
    const made =
      rank === 1
        ? layers.conv1d({ ...config, strides: config.strides[0] ?? 1 })
        : rank === 2
          ? layers.conv2d({ ...config, dataFormat })
          : layers.conv3d({ ...config, dataFormat });
    const { layer, values } = withWeights(made, inputShape, seed);
    const map = convolution(own, padding, [inputs, outputs], values.get("kernel") ?? []);
    return { layer, inputShape, expected: isFirst ? channelsFirst(map, shape) : map };
  };
}

function transposedCase(rank: 2 | 3) {
  return ({ axes, padding, inputs, outputs, seed }: Geometry): LayerCase => {
    const own = axes.slice(0, rank).map((drawn) => changed(drawn, { size: Math.min(3, drawn.size) }));
    const config = {
      filters: outputs,
      kernelSize: own.map(({ kernel }) => kernel),
      strides: own.map(({ stride }) => stride),
      padding,
    };
    const inputShape = [...own.map(({ size }) => size), inputs];
    const made = rank === 2 ? layers.conv2dTranspose(config) : layers.conv3dTranspose(config);
    const { layer, values } = withWeights(made, inputShape, seed);
    return {
      layer,
      inputShape,
      expected: transposedConvolution(own, padding, [inputs, outputs], values.get("kernel") ?? []),
    };
  };
}

function poolingCase(rank: 1 | 2 | 3) {
  return ({ axes, padding, inputs, channelsFirst: first }: Geometry): LayerCase => {
    const own = axes.slice(0, rank);
    const isFirst = first && rank === 2;
    const poolSize = own.map(({ kernel }) => kernel);
    const strides = own.map(({ stride }) => stride);
    const dataFormat = isFirst ? ("channelsFirst" as const) : ("channelsLast" as const);
    const shape = [...own.map(({ size }) => size), inputs];
    const layer =
      rank === 1
        ? layers.averagePooling1d({ poolSize: poolSize[0] ?? 1, strides: strides[0] ?? 1, padding })
        : rank === 2
          ? layers.averagePooling2d({ poolSize, strides, padding, dataFormat } as Parameters<
              typeof layers.averagePooling2d
            >[0])
          : layers.averagePooling3d({ poolSize, strides, padding, dataFormat } as Parameters<
              typeof layers.averagePooling3d
            >[0]);
    const map = averagePooling(own, padding, inputs);
    return isFirst
      ? { layer, inputShape: [inputs, ...shape.slice(0, -1)], expected: channelsFirst(map, shape) }
      : { layer, inputShape: shape, expected: map };
  };
}

const image = ({ axes, inputs }: Geometry): readonly [number, number, number] => [
  axes[0]?.size ?? 1,
  axes[1]?.size ?? 1,
  inputs,
];

function globalAverage(rank: 1 | 2) {
  return ({ axes, inputs }: Geometry): LayerCase => {
    const own = axes.slice(0, rank).map(({ size }) => ({ size, kernel: size, stride: 1, dilation: 1 }));
    const layer = rank === 1 ? layers.globalAveragePooling1d({}) : layers.globalAveragePooling2d({});
    const expected = averagePooling(own, "valid", inputs);
    return {
      layer,
      inputShape: [...own.map(({ size }) => size), inputs],
      expected: { ...expected, outputShape: [inputs] },
    };
  };
}

/** The case of a class of layers. */
export function layerCase(what: string, drawn: Geometry): LayerCase {
  const make = LAYER_CASES[what];
  if (make === undefined) throw new RangeError(`layerCase: there must be a case ${what}, received none`);
  return make(drawn);
}

/** All classes of layers that are linear, each with what it is to do. */
export const LAYER_CASES: Readonly<Record<string, (geometry: Geometry) => LayerCase>> = {
  dense: ({ inputs, outputs, seed }) => {
    const { layer, values } = withWeights(layers.dense({ units: outputs }), [inputs], seed);
    const expected = convolution([], "valid", [inputs, outputs], values.get("kernel") ?? []);
    return { layer, inputShape: [inputs], expected };
  },
  "dense on every row": ({ axes, inputs, outputs, seed }) => {
    const size = axes[0]?.size ?? 1;
    const { layer, values } = withWeights(layers.dense({ units: outputs }), [size, inputs], seed);
    const rows = [{ size, kernel: 1, stride: 1, dilation: 1 }];
    const expected = convolution(rows, "valid", [inputs, outputs], values.get("kernel") ?? []);
    return { layer, inputShape: [size, inputs], expected };
  },
  conv1d: convolutional(1, false),
  "conv1d dilated": convolutional(1, true),
  conv2d: convolutional(2, false),
  "conv2d dilated": convolutional(2, true),
  conv3d: convolutional(3, false),
  "conv3d dilated": convolutional(3, true),
  conv2dTranspose: transposedCase(2),
  conv3dTranspose: transposedCase(3),
  depthwiseConv2d: ({ axes, padding, inputs, outputs, seed }) => {
    // tfjs-core has depthwise convolutions of equal strides only.
    const own = axes.slice(0, 2).map((drawn) => changed(drawn, { stride: axes[0]?.stride ?? 1 }));
    const inputShape = [...own.map(({ size }) => size), inputs];
    const made = layers.depthwiseConv2d({
      kernelSize: [own[0]?.kernel ?? 1, own[1]?.kernel ?? 1],
      strides: [own[0]?.stride ?? 1, own[1]?.stride ?? 1],
      padding,
      depthMultiplier: outputs,
    });
    const { layer, values } = withWeights(made, inputShape, seed);
    return {
      layer,
      inputShape,
      expected: depthwise(own, padding, [inputs, outputs], values.get("depthwise_kernel") ?? []),
    };
  },
  separableConv2d: ({ axes, padding, inputs, outputs, seed }) => {
    const dilation = 1 + (seed % 2);
    const own = axes.slice(0, 2).map((drawn) =>
      changed(drawn, {
        dilation,
        stride: dilation > 1 ? 1 : (axes[0]?.stride ?? 1),
        size: Math.max(drawn.size, (drawn.kernel - 1) * dilation + 1),
      }),
    );
    const multiplier = 2;
    const inputShape = [...own.map(({ size }) => size), inputs];
    const made = layers.separableConv2d({
      filters: outputs,
      kernelSize: [own[0]?.kernel ?? 1, own[1]?.kernel ?? 1],
      strides: [own[0]?.stride ?? 1, own[1]?.stride ?? 1],
      dilationRate: [dilation, dilation],
      padding,
      depthMultiplier: multiplier,
    });
    const { layer, values } = withWeights(made, inputShape, seed);
    const first = depthwise(own, padding, [inputs, multiplier], values.get("depthwise_kernel") ?? []);
    const points = first.outputShape.slice(0, -1).map((size) => ({ size, kernel: 1, stride: 1, dilation: 1 }));
    const second = convolution(points, "valid", [inputs * multiplier, outputs], values.get("pointwise_kernel") ?? []);
    return { layer, inputShape, expected: chain(second, first) };
  },
  averagePooling1d: poolingCase(1),
  averagePooling2d: poolingCase(2),
  averagePooling3d: poolingCase(3),
  globalAveragePooling1d: globalAverage(1),
  globalAveragePooling2d: globalAverage(2),
  zeroPadding2d: (drawn) => {
    const [height, width, channels] = image(drawn);
    const layer = layers.zeroPadding2d({
      padding: [
        [1, 2],
        [0, 3],
      ],
    });
    const expected = gather([height + 3, width + 3, channels], image(drawn), ([y = 0, x = 0, c = 0]) =>
      y >= 1 && y <= height && x < width ? [y - 1, x, c] : undefined,
    );
    return { layer, inputShape: image(drawn), expected };
  },
  cropping2D: (drawn) => {
    const [height, width, channels] = [drawn.outputs, drawn.outputs, drawn.inputs];
    const inputShape = [height + 3, width + 3, channels];
    const layer = layers.cropping2D({
      cropping: [
        [1, 2],
        [0, 3],
      ],
    });
    const expected = gather([height, width, channels], inputShape, ([y = 0, x = 0, c = 0]) => [y + 1, x, c]);
    return { layer, inputShape, expected };
  },
  "upSampling2d nearest": (drawn) => {
    const [height, width, channels] = image(drawn);
    const [sy, sx] = [drawn.outputs, drawn.axes[0]?.stride ?? 1];
    const layer = layers.upSampling2d({ size: [sy, sx] });
    const expected = gather([height * sy, width * sx, channels], image(drawn), ([y = 0, x = 0, c = 0]) => [
      Math.floor(y / sy),
      Math.floor(x / sx),
      c,
    ]);
    return { layer, inputShape: image(drawn), expected };
  },
  "upSampling2d bilinear": (drawn) => {
    const [height, width, channels] = image(drawn);
    const factors = [drawn.outputs, drawn.axes[0]?.stride ?? 1];
    const layer = layers.upSampling2d({ size: factors, interpolation: "bilinear" });
    return { layer, inputShape: image(drawn), expected: bilinear([height, width], factors, channels) };
  },
  flatten: (drawn) => ({
    layer: layers.flatten(),
    inputShape: image(drawn),
    expected: { ...scaling(image(drawn), () => 1), outputShape: [image(drawn).reduce((a, b) => a * b, 1)] },
  }),
  reshape: (drawn) => {
    const [height, width, channels] = image(drawn);
    const expected = { ...scaling(image(drawn), () => 1), outputShape: [width * channels, height] };
    return { layer: layers.reshape({ targetShape: [width * channels, height] }), inputShape: image(drawn), expected };
  },
  permute: (drawn) => {
    const [height, width, channels] = image(drawn);
    const expected = gather([channels, height, width], image(drawn), ([c = 0, y = 0, x = 0]) => [y, x, c]);
    return { layer: layers.permute({ dims: [3, 1, 2] }), inputShape: image(drawn), expected };
  },
  repeatVector: ({ inputs, outputs }) => ({
    layer: layers.repeatVector({ n: outputs }),
    inputShape: [inputs],
    expected: gather([outputs, inputs], [inputs], ([, i = 0]) => [i]),
  }),
  rescaling: (drawn) => ({
    layer: layers.rescaling({ scale: 0.5, offset: 3 }),
    inputShape: image(drawn),
    expected: scaling(image(drawn), () => 0.5),
  }),
  batchNormalization: (drawn) => {
    const made = layers.batchNormalization({ epsilon: 2 ** -10 });
    const { layer, values } = withWeights(made, image(drawn), drawn.seed);
    const factor = ([, , c = 0]: readonly number[]): number =>
      (values.get("gamma")?.[c] ?? Number.NaN) / Math.sqrt((values.get("moving_variance")?.[c] ?? 0) + 2 ** -10);
    return { layer, inputShape: image(drawn), expected: scaling(image(drawn), factor) };
  },
  "activation linear": (drawn) => same(layers.activation({ activation: "linear" }), drawn),
  dropout: (drawn) => same(layers.dropout({ rate: 0.5 }), drawn),
  spatialDropout1d: ({ inputs, outputs }) => ({
    layer: layers.spatialDropout1d({ rate: 0.5 }),
    inputShape: [outputs, inputs],
    expected: scaling([outputs, inputs], () => 1),
  }),
  gaussianNoise: (drawn) => same(layers.gaussianNoise({ stddev: 1 }), drawn),
  gaussianDropout: (drawn) => same(layers.gaussianDropout({ rate: 0.5 }), drawn),
  alphaDropout: (drawn) => same(layers.alphaDropout({ rate: 0.5 }), drawn),
};

function same(layer: tfl.layers.Layer, drawn: Geometry): LayerCase {
  return { layer, inputShape: image(drawn), expected: scaling(image(drawn), () => 1) };
}
