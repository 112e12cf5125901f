import { FusedBatchNorm, util, type TensorInfo } from "@tensorflow/tfjs-core";
import { TRAIN_BATCH_NORM, TRAIN_BATCH_NORM_GRADIENT } from "../../gradients/train-batch-norm.ts";
import { images, packed } from "../onednn/layouts.ts";
import { constant, integer, layout, layoutSince3, real, type Layout, type Operation } from "../onednn/operation.ts";
import {
  DESTINATION,
  DESTINATION_GRADIENT,
  MEAN,
  SCALE,
  SCALE_GRADIENT,
  SHIFT,
  SOURCE,
  SOURCE_GRADIENT,
  VARIANCE,
  type Binding,
} from "../onednn/primitive.ts";
import { areFloats, nativeKernel, type NativeCall, type NativeKernel } from "./native-kernel.ts";

interface Attributes {
  readonly varianceEpsilon: number;
}

/** oneDNN is to normalise by given statistics instead of the batch's own; the same bit in all versions. */
const GIVEN_STATISTICS = 1;

/** Tensors of fewer numbers are quicker in WASM, whose calls cost less (measured). */
const LEAST_SIZE = 2 ** 11;

/** Channels last, as oneDNN sees images. */
function imagesOf(shape: readonly number[]): Layout {
  const channels = shape.at(-1) ?? 1;
  return images(shape.length === 4 ? shape : [util.sizeFromShape([...shape]) / channels, 1, 1, channels]);
}

/** Whether a parameter holds one number a channel. */
const isVector = (parameter: TensorInfo, channels: number): boolean =>
  parameter.shape.at(-1) === channels && util.sizeFromShape(parameter.shape) === channels;

function forwardOperation(
  batch: Layout,
  isTraining: boolean,
  { epsilon, flags }: { readonly epsilon: number; readonly flags: number },
): Operation {
  return {
    family: "batch_normalization_forward",
    parameters: [
      constant(isTraining ? "forward_training" : "forward_inference"),
      layout(batch),
      layoutSince3(batch),
      real(epsilon),
      integer(flags),
    ],
  };
}

/** Arguments of a layout each. */
const bindings = (held: Layout, ...all: readonly number[]): Binding[] =>
  all.map((argument) => ({ argument, layout: held }));

/** By given statistics: one pass. */
function normalizeByStatistics(call: NativeCall<Attributes>): TensorInfo | undefined {
  const { inputs, attrs, backend, engine } = call;
  const { x, mean, variance, scale, offset } = inputs;
  if (x === undefined || mean === undefined || variance === undefined) return undefined;
  const channels = x.shape.at(-1) ?? 0;
  const parameters = [mean, variance, ...[scale, offset].filter((given) => given !== undefined)];
  if (!areFloats(x, ...parameters) || util.sizeFromShape(x.shape) < LEAST_SIZE) return undefined;
  if (!parameters.every((parameter) => isVector(parameter, channels))) return undefined;
  const { scaleFlag, shiftFlag } = engine.library.dialect;
  const flags = GIVEN_STATISTICS | (scale === undefined ? 0 : scaleFlag) | (offset === undefined ? 0 : shiftFlag);
  const epsilon = attrs.varianceEpsilon;
  const out = backend.makeOutput(x.shape, "float32");
  engine.run(
    `batch norm ${x.shape.join()} ${epsilon} ${flags}`,
    () => {
      const batch = imagesOf(x.shape);
      const scaled = [...(scale === undefined ? [] : [SCALE]), ...(offset === undefined ? [] : [SHIFT])];
      return {
        operation: forwardOperation(batch, false, { epsilon, flags }),
        bindings: [...bindings(batch, SOURCE, DESTINATION), ...bindings(packed([channels]), MEAN, VARIANCE, ...scaled)],
      };
    },
    [x, out, ...parameters],
  );
  return out;
}

/** The batch, and its parameters if each holds one number a channel. */
function trainingInputs(
  inputs: NativeCall<Attributes>["inputs"],
  namesOfBatches: readonly string[],
  namesOfParameters: readonly string[],
): { readonly batches: TensorInfo[]; readonly parameters: TensorInfo[]; readonly channels: number } | undefined {
  const take = (names: readonly string[]): TensorInfo[] => names.flatMap((name) => inputs[name] ?? []);
  const batches = take(namesOfBatches);
  const parameters = take(namesOfParameters);
  const channels = batches[0]?.shape.at(-1) ?? 0;
  if (batches.length < namesOfBatches.length || parameters.length < namesOfParameters.length) return undefined;
  if (!areFloats(...batches, ...parameters)) return undefined;
  return parameters.every((parameter) => isVector(parameter, channels)) ? { batches, parameters, channels } : undefined;
}

/** By the batch's own statistics, which come out too: three passes. */
function normalizeByBatch(call: NativeCall<Attributes>): TensorInfo[] | undefined {
  const { inputs, attrs, backend, engine } = call;
  const given = trainingInputs(inputs, ["x"], ["scale", "offset"]);
  const [x] = given?.batches ?? [];
  if (given === undefined || x === undefined) return undefined;
  const { channels, parameters } = given;
  const { scaleFlag, shiftFlag } = engine.library.dialect;
  const options = { epsilon: attrs.varianceEpsilon, flags: scaleFlag | shiftFlag };
  const y = backend.makeOutput(x.shape, "float32");
  const mean = backend.makeOutput([channels], "float32");
  const variance = backend.makeOutput([channels], "float32");
  engine.run(
    `batch norm by batch ${x.shape.join()} ${options.epsilon}`,
    () => {
      const batch = imagesOf(x.shape);
      return {
        operation: forwardOperation(batch, true, options),
        bindings: [
          ...bindings(batch, SOURCE, DESTINATION),
          ...bindings(packed([channels]), MEAN, VARIANCE, SCALE, SHIFT),
        ],
      };
    },
    [x, y, mean, variance, ...parameters],
  );
  return [y, mean, variance];
}

/**
 * The cotangents of the batch and of the scale. (That of the offset is a plain sum. With a shift, 2.x wants it among the
 * inputs of the gradient and 3.x refuses it there.)
 */
function batchGradient(call: NativeCall<Attributes>): TensorInfo[] | undefined {
  const { inputs, attrs, backend, engine } = call;
  const given = trainingInputs(inputs, ["dy", "x"], ["mean", "variance", "scale"]);
  const [dy, x] = given?.batches ?? [];
  if (given === undefined || dy === undefined || x === undefined) return undefined;
  const { channels, parameters } = given;
  const options = { epsilon: attrs.varianceEpsilon, flags: engine.library.dialect.scaleFlag };
  const dx = backend.makeOutput(x.shape, "float32");
  const dScale = backend.makeOutput([channels], "float32");
  engine.run(
    `batch norm gradient ${x.shape.join()} ${options.epsilon}`,
    () => {
      const batch = imagesOf(x.shape);
      return {
        operation: {
          family: "batch_normalization_backward",
          parameters: [
            constant("backward"),
            layoutSince3(batch),
            layout(batch),
            layout(batch),
            real(options.epsilon),
            integer(options.flags),
          ],
          forward: forwardOperation(batch, true, options),
        },
        bindings: [
          ...bindings(batch, SOURCE, DESTINATION_GRADIENT, SOURCE_GRADIENT),
          ...bindings(packed([channels]), MEAN, VARIANCE, SCALE, SCALE_GRADIENT),
        ],
      };
    },
    [x, dy, dx, ...parameters, dScale],
  );
  return [dx, dScale];
}

/**
 * Batch normalisation by given statistics, by the batch's own, and the latter's gradient.
 *
 * @see https://uxlfoundation.github.io/oneDNN/dev_guide_batch_normalization.html
 * @internal
 */
export const batchNormKernels: readonly NativeKernel[] = [
  nativeKernel<Attributes>(FusedBatchNorm, normalizeByStatistics),
  nativeKernel<Attributes>(TRAIN_BATCH_NORM, normalizeByBatch),
  nativeKernel<Attributes>(TRAIN_BATCH_NORM_GRADIENT, batchGradient),
];
