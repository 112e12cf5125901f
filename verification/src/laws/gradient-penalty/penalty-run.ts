import {
  constrain,
  type ConstrainedModel,
  createRng,
  type LipschitzConstraint,
  type RandomStream,
} from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import type { Batch } from "../../arbitraries/batch-case.ts";

/** One evaluation of a penalty. */
export interface PenaltyRun {
  readonly constraint: LipschitzConstraint;
  readonly model: tfl.LayersModel;
  readonly real: Batch;
  readonly fake: Batch;
  /** Where the penalty draws its numbers from. */
  readonly random: RandomStream;
  /** Whether the gradient is wanted; true unless given. */
  readonly isDifferentiated?: boolean;
}

/** What came of it, read back. */
export interface PenaltyFound {
  readonly value: number;
  /** ∂/∂ every weight of the model, by name; empty where it was not wanted. */
  readonly gradients: ReadonlyMap<string, Float32Array>;
  /** The points that the critic was asked about, one row a sample. */
  readonly points: readonly (readonly number[])[];
}

/**
 * The penalty of a real model through `constrain` and `pass.penalty`, with its gradient and the points where it was taken.
 *
 * @param run - model, constraint, batches
 * @returns numbers; no tensors are left behind
 */
export async function penaltyOf(run: PenaltyRun): Promise<PenaltyFound> {
  const seen: tf.Tensor[] = [];
  const critic = constrain(
    run.model,
    watched(run.constraint, (x) => seen.push(tf.keep(tf.clone(x)))),
  );
  try {
    const batches = { real: tensorOf(run.real), fake: tensorOf(run.fake), random: run.random };
    const penalty = (): tf.Scalar => critic.forward((pass) => pass.penalty(batches) ?? tf.scalar(Number.NaN));
    const { value, grads } =
      run.isDifferentiated === false ? { value: penalty(), grads: {} } : derivative(penalty, critic);
    const gradients = new Map<string, Float32Array>();
    for (const [name, gradient] of Object.entries(grads)) gradients.set(name, await gradient.data<"float32">());
    const [found = Number.NaN] = await value.data();
    return { value: found, gradients, points: await rowsOf(seen) };
  } finally {
    tf.dispose(seen);
    critic.dispose();
  }
}

/** Gradients under the variables' stable names; zero where the penalty does not depend on a variable. */
function derivative(
  penalty: () => tf.Scalar,
  { variables }: ConstrainedModel,
): { value: tf.Scalar; grads: Record<string, tf.Tensor> } {
  const { value, grads } = tf.variableGrads(penalty, Object.values(variables));
  const named = Object.entries(variables).map(
    ([name, variable]) => [name, grads[variable.name] ?? tf.zerosLike(variable)] as const,
  );
  return { value, grads: Object.fromEntries(named) };
}

/**
 * The penalty of a critic that is any function, straight from the binding.
 *
 * @param constraint - the penalty
 * @param context - critic, batches, random numbers
 * @returns the value and the points, read back
 */
export async function penaltyOfFunction(
  constraint: LipschitzConstraint,
  context: Omit<PenaltyRun, "constraint" | "model"> & { readonly critic: (x: tf.Tensor) => tf.Tensor },
): Promise<Pick<PenaltyFound, "value" | "points">> {
  const seen: tf.Tensor[] = [];
  const bound = watched(constraint, (x) => seen.push(tf.keep(tf.clone(x)))).bind([], createRng(0));
  try {
    const penalty = bound.penalty?.({
      real: tensorOf(context.real),
      fake: tensorOf(context.fake),
      random: context.random,
      critic: context.critic,
      weight: () => {
        throw new Error("a gradient penalty looks at no weight");
      },
    });
    const [value = Number.NaN] = penalty === undefined ? [] : await penalty.data();
    return { value, points: await rowsOf(seen) };
  } finally {
    tf.dispose(seen);
    bound.dispose();
  }
}

/** The same constraint, which tells what its penalty asks the critic about. */
function watched(constraint: LipschitzConstraint, onPoints: (x: tf.Tensor) => void): LipschitzConstraint {
  return {
    ...constraint,
    bind: (weights, rng) => {
      const bound = constraint.bind(weights, rng);
      if (bound.penalty === undefined) return bound;
      return {
        ...bound,
        penalty: (context) => {
          const critic = (x: tf.Tensor): tf.Tensor => {
            onPoints(x);
            return context.critic(x);
          };
          return bound.penalty?.({ ...context, critic }) ?? tf.scalar(Number.NaN);
        },
      };
    },
  };
}

function tensorOf({ values, shape }: Batch): tf.Tensor {
  return tf.tensor(values, shape, "float32");
}

async function rowsOf(batches: readonly tf.Tensor[]): Promise<number[][]> {
  const rows: number[][] = [];
  for (const batch of batches) {
    const values = await batch.data();
    const [batchSize = 0] = batch.shape;
    const length = values.length / batchSize;
    for (let i = 0; i < batchSize; i++) rows.push(Array.from(values.subarray(i * length, (i + 1) * length)));
  }
  return rows;
}
