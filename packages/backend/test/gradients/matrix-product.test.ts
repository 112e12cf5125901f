import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, it } from "vitest";

import { startBackend } from "../../src/index.ts";
import { linear, type Operation, rightToSecondOrder } from "./support/contract.ts";

interface Stack {
  /** Matrices in the stack of each factor, 1 where one is repeated. */
  readonly left: number;
  readonly right: number;
  readonly transposeA: boolean;
  readonly transposeB: boolean;
}

const [ROWS, INNER, COLUMNS] = [2, 3, 2];

/** An entry of a matrix of six numbers in a stack. */
const at = (values: readonly number[], matrix: number, index: number): number =>
  values[matrix * 6 + index] ?? Number.NaN;

/** Σ_k a[n, i, k] b[n, k, j], with the stacks written out. */
function product({ left, right, transposeA, transposeB }: Stack, a: readonly number[], b: readonly number[]): number[] {
  const count = Math.max(left, right);
  return Array.from({ length: count * ROWS * COLUMNS }, (_, index) => {
    const [n, i, j] = [Math.floor(index / 4), Math.floor(index / 2) % 2, index % 2];
    return Array.from({ length: INNER }, (__, k) => {
      const ofA = at(a, left === 1 ? 0 : n, transposeA ? k * ROWS + i : i * INNER + k);
      return ofA * at(b, right === 1 ? 0 : n, transposeB ? j * INNER + k : k * COLUMNS + j);
    }).reduce((sum, term) => sum + term, 0);
  });
}

function operation(stack: Stack): Operation {
  const { left, right, transposeA, transposeB } = stack;
  return {
    name: `${left} times ${right}${transposeA ? ", A transposed" : ""}${transposeB ? ", B transposed" : ""}`,
    shapes: [
      transposeA ? [left, INNER, ROWS] : [left, ROWS, INNER],
      transposeB ? [right, COLUMNS, INNER] : [right, INNER, COLUMNS],
    ],
    op: (a, b) => tf.matMul(a, b, transposeA, transposeB),
    mirror: (a, b) => product(stack, a, b),
  };
}

const operations = [
  [2, 1],
  [1, 2],
  [2, 2],
].flatMap(([left = 1, right = 1]) =>
  [false, true].flatMap((transposeA) =>
    [false, true].map((transposeB) => operation({ left, right, transposeA, transposeB })),
  ),
);

describe.each(["cpu", "wasm"] as const)("products of stacks of matrices on %s are right to second order", (backend) => {
  beforeAll(async () => {
    await startBackend(backend, { threads: 1 });
  });

  it.each(operations)("$name", (stack) => {
    fc.assert(rightToSecondOrder(stack), { numRuns: 6 });
  });

  it("a split into one part", () => {
    fc.assert(rightToSecondOrder(linear("split", [2, 3], (x) => tf.concat(tf.split(x, 1, 1), 1))), { numRuns: 6 });
  });

  it("a product over an axis of extent 1", () => {
    fc.assert(rightToSecondOrder(linear("prod", [3, 1], (x) => tf.prod(x, 1))), { numRuns: 6 });
  });
});
