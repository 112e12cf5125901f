import { activationOracle, type EntrywiseActivation, steepestSlope } from "../../oracles/activation-oracle.ts";
import type { LayerPart, LayerPlan } from "./critic-scope.ts";

/** Slope of leaky ReLU on the left: no float32, so that its rounding shows. */
const LEAKY = 0.2;

/**
 * An activation as the part of a layer, or of a layer of its own.
 *
 * @param activation - which
 * @param suffix - what is appended to the layer's path
 * @param outputs - number of entries
 */
export function activationPart(activation: EntrywiseActivation, suffix: string, outputs: number): LayerPart {
  const alpha = activation === "leakyReLU" ? Math.fround(LEAKY) : 1;
  const f = activationOracle(activation, alpha);
  const kind = activation.toLowerCase().replaceAll("_", "");
  return {
    suffix,
    kind: activation === "leakyReLU" ? "LeakyReLU" : kind,
    outputs,
    action: {
      type: "entrywise",
      name: activation,
      f: (x) => f(x),
      slope: steepestSlope(activation, alpha),
      isRelu: activation === "relu",
    },
  };
}

/**
 * The layer of an activation.
 *
 * @param activation - which
 * @param shape - shape of a sample
 */
export function activationPlan(activation: EntrywiseActivation, shape: readonly number[]): LayerPlan {
  const outputs = shape.reduce((total, n) => total * n, 1);
  const parts = [activationPart(activation, "", outputs)];
  if (activation === "leakyReLU") return { className: "LeakyReLU", config: { alpha: LEAKY }, shape, parts };
  return { className: "Activation", config: { activation: activationName(activation) }, shape, parts };
}

/** The activation of a layer with a kernel: a leaky ReLU, which has no name, becomes a plain one. */
export function ownActivation(activation: EntrywiseActivation): EntrywiseActivation {
  return activation === "leakyReLU" ? "relu" : activation;
}

/** As TensorFlow.js writes it. */
export function activationName(activation: EntrywiseActivation): string {
  return activation === "hardSigmoid" ? "hard_sigmoid" : activation;
}
