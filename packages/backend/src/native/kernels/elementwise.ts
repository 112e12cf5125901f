import {
  Add,
  LeakyRelu,
  Multiply,
  RealDiv,
  Relu,
  Sqrt,
  Square,
  Sub,
  broadcast_util,
  util,
  type TensorInfo,
} from "@tensorflow/tfjs-core";
import { LEAKY_RELU_GRADIENT } from "../../gradients/leaky-relu-gradient.ts";
import { packed } from "../onednn/layouts.ts";
import {
  constant,
  layout,
  layoutSince3,
  real,
  type ConstantName,
  type Layout,
  type Operation,
} from "../onednn/operation.ts";
import { DESTINATION, DESTINATION_GRADIENT, SOURCE, SOURCE_1, SOURCE_GRADIENT } from "../onednn/primitive.ts";
import { areFloats, nativeKernel, type NativeCall, type NativeKernel } from "./native-kernel.ts";
import { foldBroadcast } from "./fold-broadcast.ts";

/** Tensors of fewer numbers are quicker in WASM, whose calls cost less (measured). */
const LEAST_SIZE = 2 ** 13;

/** A function of one number, as oneDNN describes it. */
function eltwise(use: ConstantName, algorithm: ConstantName, row: Layout, alpha: number): Operation {
  return {
    family: "eltwise_forward",
    parameters: [constant(use), constant(algorithm), layout(row), layoutSince3(row), real(alpha), real(0)],
  };
}

/** f(x) entry by entry, with oneDNN's parameters of f. */
function unary(
  { inputs: { x }, backend, engine }: NativeCall<unknown>,
  algorithm: ConstantName,
  alpha = 0,
): TensorInfo | undefined {
  if (x === undefined || !areFloats(x)) return undefined;
  const size = util.sizeFromShape(x.shape);
  if (size < LEAST_SIZE) return undefined;
  const row = packed([size]);
  const out = backend.makeOutput(x.shape, "float32");
  engine.run(
    `${algorithm} ${size} ${alpha}`,
    () => ({
      operation: eltwise("forward_inference", algorithm, row, alpha),
      bindings: [
        { argument: SOURCE, layout: row },
        { argument: DESTINATION, layout: row },
      ],
    }),
    [x, out],
  );
  return out;
}

/** dy where x > 0, α dy elsewhere, in one pass. */
function leakyReluGradient({
  inputs: { dy, x },
  attrs: { alpha },
  backend,
  engine,
}: NativeCall<{ readonly alpha: number }>): TensorInfo | undefined {
  if (dy === undefined || x === undefined || !areFloats(dy, x)) return undefined;
  const size = util.sizeFromShape(x.shape);
  if (size < LEAST_SIZE || size !== util.sizeFromShape(dy.shape)) return undefined;
  const row = packed([size]);
  const out = backend.makeOutput(x.shape, "float32");
  engine.run(
    `leaky relu gradient ${size} ${alpha}`,
    () => ({
      operation: {
        family: "eltwise_backward",
        parameters: [constant("eltwise_relu"), layout(row), layoutSince3(row), layout(row), real(alpha), real(0)],
        forward: eltwise("forward_training", "eltwise_relu", row, alpha),
      },
      bindings: [
        { argument: SOURCE, layout: row },
        { argument: DESTINATION_GRADIENT, layout: row },
        { argument: SOURCE_GRADIENT, layout: row },
      ],
    }),
    [x, dy, out],
  );
  return out;
}

/** f(a, b) entry by entry, where b has the shape of the result or is repeated along some of its axes. */
function binary(
  { inputs, backend, engine }: NativeCall<unknown>,
  algorithm: ConstantName,
  { isCommutative }: { readonly isCommutative: boolean },
): TensorInfo | undefined {
  const { a, b } = inputs;
  if (a === undefined || b === undefined || !areFloats(a, b)) return undefined;
  const shape = broadcast_util.assertAndGetBroadcastShape(a.shape, b.shape);
  const size = util.sizeFromShape(shape);
  if (size < LEAST_SIZE) return undefined;
  const isLeftWhole = util.sizeFromShape(a.shape) === size;
  if (!isLeftWhole && !(isCommutative && util.sizeFromShape(b.shape) === size)) return undefined;
  const [whole, other] = isLeftWhole ? [a, b] : [b, a];
  const folded = foldBroadcast(shape, other.shape);
  if (folded === undefined) return undefined;
  const result = packed(folded.whole);
  const repeated = packed(folded.other);
  const out = backend.makeOutput(shape, "float32");
  engine.run(
    `${algorithm} ${folded.whole.join()} ${folded.other.join()}`,
    () => ({
      operation: {
        family: "binary",
        parameters: [constant(algorithm), layout(result), layout(repeated), layout(result)],
      },
      bindings: [
        { argument: SOURCE, layout: result },
        { argument: SOURCE_1, layout: repeated },
        { argument: DESTINATION, layout: result },
      ],
    }),
    [whole, other, out],
  );
  return out;
}

/**
 * Functions of one and of two numbers, entry by entry.
 *
 * @see https://uxlfoundation.github.io/oneDNN/dev_guide_eltwise.html
 * @see https://uxlfoundation.github.io/oneDNN/dev_guide_binary.html
 * @internal
 */
export const elementwiseKernels: readonly NativeKernel[] = [
  nativeKernel(Relu, (call) => unary(call, "eltwise_relu")),
  nativeKernel<{ readonly alpha: number }>(LeakyRelu, (call) => unary(call, "eltwise_relu", call.attrs.alpha)),
  nativeKernel<{ readonly alpha: number }>(LEAKY_RELU_GRADIENT, leakyReluGradient),
  nativeKernel(Square, (call) => unary(call, "eltwise_square")),
  nativeKernel(Sqrt, (call) => unary(call, "eltwise_sqrt")),
  nativeKernel(Add, (call) => binary(call, "binary_add", { isCommutative: true })),
  nativeKernel(Multiply, (call) => binary(call, "binary_mul", { isCommutative: true })),
  nativeKernel(Sub, (call) => binary(call, "binary_sub", { isCommutative: false })),
  nativeKernel(RealDiv, (call) => binary(call, "binary_div", { isCommutative: false })),
];
