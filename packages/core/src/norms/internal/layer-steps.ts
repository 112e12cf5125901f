import { activationLipschitz, productUp } from "@lipschitz-gan/certificates";
import * as tf from "@tensorflow/tfjs-core";
import { fusedActivation } from "../../linear-maps/internal/built-in-class.ts";
import { type LayerWeights, layerWeights, type WeightValues } from "../../linear-maps/layer-weights.ts";
import type { LayerBound, NormOf } from "../network-bound.ts";
import { checkNorm } from "./check-norm.ts";
import { KERNEL_LAYERS, LAYER_RULES, type RuleResult, WITHOUT_CONSTANT } from "./layer-rules.ts";
import { outputShape, type Place, WHERE } from "./place.ts";

/**
 * The steps of a layer with one input: the layer itself, then its activation.
 *
 * @param place - the layer and what flows in
 * @param normOf - the norms of kernels
 * @param values - values that stand in for weights
 * @returns one or two steps
 * @throws RangeError if the layer has several inputs, no rule or no constant
 * @internal
 */
export function layerSteps(place: Place, normOf: NormOf, values: WeightValues): readonly LayerBound[] {
  const { layer, inputs, name, kind } = place;
  const [input] = inputs;
  const reason = WITHOUT_CONSTANT[kind];
  if (input === undefined || inputs.length > 1 || reason !== undefined) {
    throw new RangeError(
      `${WHERE}: layer ${name} must have a Lipschitz constant, received ${kind}: ${reason ?? "no rule for several inputs"}`,
    );
  }
  const found = [...ownStep(place, input.shape, normOf, layerWeights(layer, values)), ...activationStep(place)];
  let { bound } = input;
  return found.map(({ kind: what, constant, rule }) => {
    bound = productUp(constant, bound);
    return { name, kind: what, constant, rule, bound };
  });
}

type Step = RuleResult & { readonly kind: string };

function ownStep(
  { layer, name, kind }: Place,
  inputShape: readonly number[],
  normOf: NormOf,
  weights: LayerWeights,
): readonly Step[] {
  if (kind === "Activation") return []; // all that it does is its activation
  if (KERNEL_LAYERS.has(kind)) {
    const constant = normOf(layer, weights, inputShape);
    checkNorm(WHERE, `normOf of layer ${name}`, constant);
    return [{ kind, constant, rule: "operator norm, from normOf" }];
  }
  const rule = LAYER_RULES[kind];
  if (rule === undefined) {
    throw new RangeError(`${WHERE}: layer ${name} must be of a class with a rule, received ${kind}`);
  }
  const weight = (wanted: string): ArrayLike<number> | undefined => readAtOnce(wanted, weights[wanted]);
  return [named(name, () => ({ kind, ...rule({ config: layer.getConfig(), inputShape, weight }) }))];
}

function readAtOnce(wanted: string, weight: tf.Tensor | undefined): ArrayLike<number> | undefined {
  try {
    return weight?.dataSync<"float32">();
  } catch (error) {
    if (tf.getBackend() !== "webgpu") throw error;
    throw new RangeError(
      `${wanted} must have been read before on webgpu, which cannot be read at once, received values that were not; ` +
        "await readWeights(model) first",
      { cause: error },
    );
  }
}

function activationStep(place: Place): readonly Step[] {
  const activation = fusedActivation(WHERE, place.layer);
  if (activation === "linear" && place.kind !== "Activation") return [];
  const size = outputShape(place).at(-1) ?? 1; // logSoftmax acts along the last axis
  return [
    named(place.name, () => ({
      kind: activation,
      constant: activationLipschitz(activation, { size }),
      rule: `activation ${activation}`,
    })),
  ];
}

/** Puts the layer's name before what a rule has to object to. */
function named<T>(name: string, rule: () => T): T {
  try {
    return rule();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new RangeError(`${WHERE}: layer ${name}: ${error.message}`, { cause: error });
  }
}
