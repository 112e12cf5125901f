import type { Order } from "./conformance-row.ts";
import type { ConformanceCase } from "./trial/trial.ts";

/** What a backend does not promise. */
export interface Limitation {
  /** TensorFlow.js' names of the backends. */
  readonly backends: readonly string[];
  /** Names of the cases, or of a whole family. */
  readonly cases: readonly string[];
  /** In which orders; all unless given. */
  readonly orders?: readonly Order[];
  /** Why, in a line that the table prints. */
  readonly reason: string;
}

const onWasm = ["wasm", "native"];
const onGpu = ["webgpu", "webgl"];

/** What is left out on a backend, each for a reason that a reader can check; nothing that training relies on. */
export const limitations: readonly Limitation[] = [
  {
    backends: onGpu,
    cases: ["special values"],
    reason: "WGSL and GLSL let a device assume that there is no NaN and no infinity, and take subnormal numbers for 0",
  },
  {
    backends: onGpu,
    cases: ["check for numbers that are not finite, of special values"],
    reason: "WGSL and GLSL let a device assume that there is no NaN and no infinity",
  },
  {
    backends: ["webgpu"],
    cases: ["sum of an empty axis", "matMul over an empty axis", "conv2d of no pictures", "pad"].map(
      (name) => `${name}, empty`,
    ),
    reason: "TensorFlow.js asks the device for a buffer of no bytes, which it refuses",
  },
  {
    backends: ["webgpu"],
    cases: ["A B", "A Bᵀ", "Aᵀ B", "Aᵀ Bᵀ"].map(
      (how) => `matMul ${how} in batches broadcast along some of several axes`,
    ),
    reason: "TensorFlow.js takes the index in a batch modulo, which is wrong where several axes are broadcast",
  },
  {
    backends: ["webgpu"],
    cases: ["argMax of a vector", "argMin of a vector"],
    reason: "TensorFlow.js gives the shape [1] instead of []",
  },
  {
    backends: onWasm,
    cases: ["sum of an empty axis, empty"],
    reason: "the WASM backend leaves the result as it was in memory",
  },
  {
    backends: onWasm,
    cases: ["conv3d"],
    orders: ["first", "second"],
    reason: "the WASM backend's gradient in the picture is wrong",
  },
  {
    backends: onWasm,
    cases: ["relu6", "clipByValue", "maximum", "minimum"].map((name) => `${name} of special values`),
    reason: "these kernels of the WASM backend compare, and a comparison with NaN is false: NaN becomes a bound",
  },
];

/** Why a case is left out on a backend, or undefined if it is not. */
export function limitationOf(backend: string, { name, family }: ConformanceCase, order: Order): string | undefined {
  return limitations.find(
    ({ backends, cases, orders }) =>
      backends.includes(backend) &&
      (cases.includes(name) || cases.includes(family)) &&
      (orders === undefined || orders.includes(order)),
  )?.reason;
}
