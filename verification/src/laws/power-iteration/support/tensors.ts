import type { SingularVectors } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import { type Rows, sizeOf, transposed } from "../../../arbitraries/rows.ts";
import type { PowerIterationFunctions } from "../subject.ts";

/**
 * Blocks of one shape as power iteration takes them, transposed.
 *
 * @param blocks - rows of every block
 * @returns shape `[groups, columns, rows]`
 */
export function blockTensor(blocks: readonly Rows[]): tf.Tensor3D {
  return tf.tensor3d(blocks.map(transposed));
}

/** A left vector for every block, shape `[groups, 1, rows]`. */
export function leftTensor(vectors: Rows): tf.Tensor3D {
  return tf.tensor3d(vectors.map((vector) => [[...vector]]));
}

/** A right vector for every block, shape `[groups, columns, 1]`. */
export function rightTensor(vectors: Rows): tf.Tensor3D {
  return tf.tensor3d(vectors.map((vector) => vector.map((x) => [x])));
}

/** The numbers of a tensor, read as every backend can. */
export async function values(tensor: tf.Tensor): Promise<number[]> {
  return Array.from(await tensor.data());
}

/** Vectors of every block as numbers. */
export interface Vectors {
  readonly u: Rows;
  readonly v: Rows;
}

/** The vectors of every block as numbers. */
export async function readVectors({ u, v }: SingularVectors): Promise<Vectors> {
  const [left, right] = [await values(u), await values(v)];
  const groups = u.shape[0] ?? 1;
  return { u: inGroups(left, groups), v: inGroups(right, groups) };
}

function inGroups(flat: readonly number[], groups: number): number[][] {
  const length = flat.length / groups;
  return Array.from({ length: groups }, (_, g) => flat.slice(g * length, (g + 1) * length));
}

/** `(1, 0, …, 0)`. */
export function firstAxis(length: number): number[] {
  return Array.from({ length }, (_, i) => (i === 0 ? 1 : 0));
}

/** What a run of power iteration shows after one of its rounds. */
export interface Round {
  readonly estimate: number;
  readonly vectors: Vectors;
}

/**
 * Runs the subject from left vectors.
 *
 * @param subject - the functions
 * @param blocks - rows of every block, all of one shape
 * @param start - a left vector for every block
 * @param rounds - how many
 * @param right - the v at first, which is kept where `Wᵀu` vanishes; the first axis unless given
 * @returns estimate and vectors after each round
 */
export async function run(
  { powerIteration, singularValueEstimate }: PowerIterationFunctions,
  blocks: readonly Rows[],
  start: Rows,
  rounds: number,
  right: Rows = blocks.map((block) => firstAxis(sizeOf(block)[1])),
): Promise<readonly Round[]> {
  const tensor = blockTensor(blocks);
  let vectors: SingularVectors = {
    u: leftTensor(start),
    v: rightTensor(right),
  };
  const found: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    vectors = powerIteration(tensor, vectors);
    const [estimate = Number.NaN] = await values(singularValueEstimate(tensor, vectors));
    found.push({ estimate, vectors: await readVectors(vectors) });
  }
  return found;
}
