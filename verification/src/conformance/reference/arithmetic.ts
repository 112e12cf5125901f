import type { ReferenceNode } from "./node.ts";
import { type Curve, mapped } from "./mapped.ts";
import { paired, type Surface } from "./paired.ts";

/** a + b. */
export const addition: Surface = {
  value: (a, b) => a + b,
  slopes: () => [1, 1],
  bends: () => [0, 0, 0],
  isWhole: true,
};

/** a - b. */
export const subtraction: Surface = {
  value: (a, b) => a - b,
  slopes: () => [1, -1],
  bends: () => [0, 0, 0],
  isWhole: true,
};

/** a b. */
export const multiplication: Surface = {
  value: (a, b) => a * b,
  slopes: (a, b) => [b, a],
  bends: () => [0, 1, 0],
  isWhole: true,
};

/** a / b. */
export const division: Surface = {
  value: (a, b) => a / b,
  slopes: (a, b) => [1 / b, -a / (b * b)],
  bends: (a, b) => [0, -1 / (b * b), (2 * a) / b ** 3],
  roundings: 2,
};

/** x². */
export const squaring: Curve = {
  value: (x) => x * x,
  slope: (x) => 2 * x,
  bend: () => 2,
  scale: 0,
  roundings: 1,
  gpuRoundings: 1,
  isWhole: true,
};

/** eˣ. */
export const exponential: Curve = { value: Math.exp, slope: Math.exp, bend: Math.exp, scale: 0 };

/** ln x. */
export const logarithm: Curve = { value: Math.log, slope: (x) => 1 / x, bend: (x) => -1 / (x * x) };

/** √x. */
export const squareRoot: Curve = {
  value: Math.sqrt,
  slope: (x) => 0.5 / Math.sqrt(x),
  bend: (x) => -0.25 * x ** -1.5,
  scale: 0,
  roundings: 3,
  gpuRoundings: 12,
};

/** a + b, broadcast. */
export const plus = (a: ReferenceNode, b: ReferenceNode): ReferenceNode => paired(a, b, addition);
/** a - b, broadcast. */
export const minus = (a: ReferenceNode, b: ReferenceNode): ReferenceNode => paired(a, b, subtraction);
/** a b, broadcast. */
export const times = (a: ReferenceNode, b: ReferenceNode): ReferenceNode => paired(a, b, multiplication);
/** a / b, broadcast. */
export const over = (a: ReferenceNode, b: ReferenceNode): ReferenceNode => paired(a, b, division);
/** x². */
export const squared = (x: ReferenceNode): ReferenceNode => mapped(x, squaring);
