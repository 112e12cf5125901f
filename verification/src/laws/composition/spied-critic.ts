import { constrain, type ConstrainedModel, createRng, type LipschitzConstraint } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { type Rows, sizeOf, transposed } from "../../arbitraries/rows.ts";

/**
 * A critic of a dense layer called `body` with a given matrix, under constraint, and a sum. Its score of the input of all
 * ones is the sum of what it reads as the matrix.
 *
 * @param matrix - outputs by inputs
 * @param constraint - the constraint
 * @param seed - of the constraint's start values
 */
export function spiedCritic(matrix: Rows, constraint: LipschitzConstraint, seed = 17): ConstrainedModel {
  return constrain(denseAndSum(matrix), constraint, { rng: createRng(seed), select: ({ layer }) => layer === "body" });
}

function denseAndSum(matrix: Rows): tfl.LayersModel {
  const [rows, columns] = sizeOf(matrix);
  const model = tfl.sequential({
    layers: [
      tfl.layers.dense({ name: "body", units: rows, inputShape: [columns], useBias: false }),
      tfl.layers.dense({ name: "sum", units: 1, useBias: false, kernelInitializer: "ones" }),
    ],
  });
  tf.tidy(() => model.getLayer("body").setWeights([tf.tensor2d(transposed(matrix))]));
  return model;
}

/**
 * The input of all ones.
 *
 * @param matrix - of the critic
 */
export function allOnes(matrix: Rows): tf.Tensor {
  return tf.ones([1, sizeOf(matrix)[1]]);
}

/**
 * A tensor's values as numbers.
 *
 * @param tensor - lives on
 */
export async function numbersOf(tensor: tf.Tensor): Promise<number[]> {
  return Array.from(await tensor.data());
}

/**
 * What the critic reads as its matrix.
 *
 * @param critic - from {@link spiedCritic}
 */
export function readMatrix(critic: ConstrainedModel): Promise<number[]> {
  return numbersOf(critic.forward((pass) => pass.weight(critic.weights[0]!)));
}

/** Small matrices of whole numbers. */
export function integerMatrix(maxSide = 3): fc.Arbitrary<Rows> {
  const side = fc.integer({ min: 1, max: maxSide });
  return fc.tuple(side, side).chain(([rows, columns]) =>
    fc.array(fc.array(fc.integer({ min: -3, max: 3 }), { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  );
}
