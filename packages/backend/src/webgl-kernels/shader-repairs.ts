import {
  Conv2D,
  DepthwiseConv2dNative,
  FusedConv2D,
  FusedDepthwiseConv2D,
  LeakyRelu,
  Max,
  MaxPool,
  Min,
  Prelu,
  RealDiv,
  Relu,
  Relu6,
} from "@tensorflow/tfjs-core";
import type { ShaderRepair } from "./repaired-shader.ts";

/**
 * A quotient of two equal numbers is 1 to TensorFlow.js, as some devices give 0.9999. That makes 1 of 0/0 and of ∞/∞,
 * where a division by zero should show. A number that is its own negative is 0, one that is its own double is 0 or ±∞.
 */
const quotient: readonly ShaderRepair[] = [
  { wrong: "if (a == b) {", right: "if (a == b && a + a != a) {" },
  ...["x", "y", "z", "w"].map((part) => ({
    wrong: `if(a.${part} == b.${part}) {`,
    right: `if(a.${part} == b.${part} && a.${part} + a.${part} != a.${part}) {`,
  })),
];

/**
 * The largest of no numbers is -1e20 to TensorFlow.js, and so is the largest of numbers below. The bits are those of
 * infinity, which some drivers do not compile when it is written as 1/0.
 */
const bounds: readonly ShaderRepair[] = [{ wrong: "1.0 / 1e-20", right: "uintBitsToFloat(0x7F800000u)" }];

/**
 * A sum begins at 1e-15, which is taken off at the end. Where it is rounded away in between, -1e-15 stands for 0; sums of
 * smaller numbers are lost in it.
 */
const sums: readonly ShaderRepair[] = [{ wrong: "vec4(0.000000000000001)", right: "vec4(0.0)" }];

/** One branch is multiplied by 0 and added to the other, and 0 · ∞ is no number. Choosing by `mix` multiplies nothing. */
const leaky: readonly ShaderRepair[] = [
  {
    wrong: "vec4 aLessThanZero = vec4(lessThan(a, vec4(0.)));",
    right: "bvec4 aLessThanZero = lessThan(a, vec4(0.));",
  },
  {
    wrong: "return (aLessThanZero * (b * a)) + ((vec4(1.0) - aLessThanZero) * a);",
    right: "return mix(a, b * a, aLessThanZero);",
  },
];

/** The same in the rectifiers, where x is to be 0. */
const rectifier: readonly ShaderRepair[] = [
  {
    wrong: "x * vec4(greaterThanEqual(x, vec4(0.0)))",
    right: "mix(vec4(0.0), x, greaterThanEqual(x, vec4(0.0)))",
  },
  {
    wrong: "min(x, vec4(6.)) * vec4(greaterThanEqual(x, vec4(0.0)))",
    right: "mix(vec4(0.0), min(x, vec4(6.)), greaterThanEqual(x, vec4(0.0)))",
  },
];

/**
 * What is wrong in the shaders of TensorFlow.js 4.22, by kernel. The language is that of WebGL 2.
 *
 * @see https://registry.khronos.org/OpenGL/specs/es/3.0/GLSL_ES_Specification_3.00.pdf, section 8.3 (`mix`, `uintBitsToFloat`)
 * @internal
 */
export const shaderRepairs: Readonly<Record<string, readonly ShaderRepair[]>> = {
  [RealDiv]: quotient,
  [Max]: bounds,
  [Min]: bounds,
  [MaxPool]: bounds,
  [Conv2D]: sums,
  [FusedConv2D]: sums,
  [DepthwiseConv2dNative]: sums,
  [FusedDepthwiseConv2D]: sums,
  [LeakyRelu]: leaky,
  [Prelu]: leaky,
  [Relu]: rectifier,
  [Relu6]: rectifier,
};
