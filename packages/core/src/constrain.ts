import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import type { ConstrainedModel, ForwardOptions, ForwardPass } from "./constrained-model.ts";
import type { ConstrainedWeight } from "./constrained-weight.ts";
import { DisposedError } from "./errors.ts";
import { bakedCopy } from "./internal/baked-copy.ts";
import { collectWeights } from "./internal/collect-weights.ts";
import { forwardPass } from "./internal/forward-pass.ts";
import { withReplacedReads } from "./internal/replaced-reads.ts";
import type { WeightKind } from "./kernel-matrix.ts";
import type { LipschitzConstraint, NamedVariables } from "./lipschitz-constraint.ts";
import { readWeights } from "./read-weights.ts";
import { createRng, type Rng } from "./rng.ts";

/** Options of {@link constrain}. */
export interface ConstrainOptions {
  /**
   * Which weights are constrained. By default all kernels, those of frozen layers too: not biases, nor the gains of
   * normalisations and activations.
   */
  readonly select?: (weight: ConstrainedWeight) => boolean;
  /**
   * What a weight of an own layer class is to be taken for; `undefined` leaves the built-in rule.
   */
  readonly kindOf?: (layer: string, weight: string, shape: readonly number[]) => WeightKind | undefined;
  /** Random streams for the constraint's start values; those of seed 0 unless given. */
  readonly rng?: Rng;
}

/**
 * Sees a model through a constraint.
 *
 * Every layer of tf.layers reads its weights through its layer variable; for the length of a forward pass those reads
 * return the constrained values, so gradients flow to the user's variables. Two constrained views of one model do not
 * disturb each other.
 *
 * @param model - any built `tf.LayersModel`: Sequential or functional, with shared layers, nested models and wrappers
 * @param constraint - a constraint, such as `spectralNorm()` or a composition
 * @param options - which weights, and the random streams
 * @returns the constrained model, which the caller disposes
 * @throws RangeError if no weight is selected, the constraint would move a frozen weight, the model has several inputs or outputs, or a constraint that needs a kernel gets a weight of a layer class without a rule
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import * as tfl from "@tensorflow/tfjs-layers";
 * import { constrain } from "@lipschitz-gan/core";
 * import { spectralNorm } from "@lipschitz-gan/regularizers";
 *
 * const model = tfl.sequential({ layers: [tfl.layers.dense({ units: 1, inputShape: [2], useBias: false })] });
 * model.setWeights([tf.tensor2d([[3], [4]])]); // one singular value, 5
 * const critic = constrain(model, spectralNorm());
 * critic.apply(tf.tensor2d([[3, 4]])).dataSync()[0]; // => ~5
 * ```
 * @see Miyato et al. (2018), algorithm 1, https://arxiv.org/abs/1802.05957
 */
export function constrain(
  model: tfl.LayersModel,
  constraint: LipschitzConstraint,
  { select = isKernel, kindOf = () => undefined, rng = createRng(0) }: ConstrainOptions = {},
): ConstrainedModel {
  const all = collectWeights(model, kindOf);
  const trainable = all.filter((weight) => weight.trainable);
  const weights = all.filter((weight) => weight.isParameter && select(weight));
  if (weights.length === 0) {
    throw new RangeError(
      `constrain: model ${model.name} must have at least one weight that is selected, received none of its ${all.length} weights`,
    );
  }
  if (model.inputs.length !== 1 || model.outputs.length !== 1) {
    throw new RangeError(
      `constrain: model ${model.name} must have one input and one output, received ${model.inputs.length} and ${model.outputs.length}`,
    );
  }
  const bound = constraint.bind(weights, rng);
  const frozen = weights.find((weight) => !weight.trainable);
  if (bound.project !== undefined && frozen !== undefined) {
    bound.dispose();
    throw new RangeError(
      `constrain: ${constraint.name} moves the weights themselves, and ${frozen.name} is frozen; ` +
        `unfreeze its layer, or leave it out with select`,
    );
  }
  let disposed = false;

  const alive = (): void => {
    if (disposed) throw new DisposedError(`constrain(${model.name})`);
  };
  const update = (): void => {
    alive();
    for (const weight of weights) bound.update?.(weight, weight.variable);
  };
  const runForward = <T>(f: (pass: ForwardPass) => T, { training = false }: ForwardOptions = {}): T => {
    const values = new Map<ConstrainedWeight, tf.Tensor>(
      weights.map((weight) => [weight, bound.parametrize?.(weight, weight.variable) ?? weight.variable]),
    );
    const reads = new Map(weights.map((weight) => [weight.layerVariable, values.get(weight) ?? weight.variable]));
    return withReplacedReads(reads, () => {
      const { pass, end } = forwardPass({ model, bound, values, reads, training });
      try {
        const result = f(pass);
        if (result instanceof Promise)
          throw new TypeError("constrain: forward takes synchronous code, received a promise");
        return result;
      } finally {
        end();
      }
    });
  };
  const forward = <T extends tf.TensorContainer>(f: (pass: ForwardPass) => T, options?: ForwardOptions): T => {
    alive();
    return tf.tidy(() => runForward(f, options));
  };
  const dispose = (): void => {
    if (disposed) return;
    disposed = true;
    bound.dispose();
  };

  // A first round, so that parametrizations hold before any training step. Variables are moved by training alone.
  try {
    update();
  } catch (error) {
    dispose();
    throw error;
  }
  return {
    model,
    constraint,
    weights,
    variables: {
      ...variablesByName(trainable),
      ...underConstraint(bound.trainable?.() ?? {}),
    },
    update,
    forward,
    apply: (x, options) => forward((pass) => pass.apply(x), options),
    project: () => {
      alive();
      for (const weight of weights) bound.project?.(weight);
    },
    state: () => {
      alive();
      return { ...variablesByName(all), ...underConstraint(bound.state()) };
    },
    bake: async () => {
      alive();
      if (constraint.readsValues === true) await readWeights(model);
      const values = forward((pass) => weights.map(pass.weight));
      try {
        return await bakedCopy(model, all, new Map(weights.map((weight, i) => [weight.name, values[i]])), kindOf);
      } finally {
        tf.dispose(values);
      }
    },
    dispose,
    [Symbol.dispose]: dispose,
  };
}

function variablesByName(weights: readonly ConstrainedWeight[]): NamedVariables {
  return Object.fromEntries(weights.map((weight) => [weight.name, weight.variable]));
}

/** The constraint's own variables, under a prefix that keeps them apart from the layers'. */
function underConstraint(variables: NamedVariables): NamedVariables {
  return Object.fromEntries(Object.entries(variables).map(([name, variable]) => [`constraint:${name}`, variable]));
}

function isKernel({ kind }: ConstrainedWeight): boolean {
  return kind !== "bias" && kind !== "scale";
}
