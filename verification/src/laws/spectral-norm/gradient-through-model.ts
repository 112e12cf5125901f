import { constrain, createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { values } from "../power-iteration/support/tensors.ts";
import { type WeightCase, weightLabels } from "../weights/weight-case.ts";
import type { SpectralNormFactory } from "./subject.ts";
import { worstEntry } from "./support/entrywise.ts";
import { kernelOf, kernels, showKernel } from "./support/kernel-case.ts";
import type { ViewedKernel } from "./support/matrix-view.ts";
import { kernelTensor, knownBlocks, layerOf, readState } from "./support/one-layer.ts";
import { errorOfShare, shareUsed } from "./support/share-used.ts";
import { sigmaFacts } from "./support/sigma-facts.ts";
import { nearest, wantedGradients } from "./support/wanted-gradient.ts";

interface ModelCase {
  readonly weight: WeightCase;
  readonly activation: "leakyReLU" | "tanh" | "softplus";
  readonly batchSize: number;
  readonly k: number;
  readonly updates: number;
  readonly seed: number;
}

/** Two layers: the kernel's own, an activation, and a dense one to a single score. */
function twoLayers(kernel: ViewedKernel, { activation }: ModelCase): tfl.Sequential {
  const middle =
    activation === "leakyReLU"
      ? tfl.layers.leakyReLU({ name: "activation", alpha: 0.1 })
      : tfl.layers.activation({ name: "activation", activation });
  return tfl.sequential({
    layers: [
      layerOf(kernel, "first"),
      middle,
      ...(kernel.kind === "dense" ? [] : [tfl.layers.flatten({ name: "flat" })]),
      tfl.layers.dense({ name: "score", units: 1 }),
    ],
  });
}

/**
 * G is the gradient of the same model with W̄ for its kernels and no constraint: the same operations on the same numbers, hence
 * the same bits as within the constrained pass, and no tolerance is needed for the model itself.
 */
export const gradientThroughModel: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, ModelCase>({
  name: "gradient-through-model",
  statement:
    "The gradient of a two-layer critic's loss is, in each kernel, that of the critic with kernels W̄ put through the paper's formula.",
  source: "Miyato et al. (2018), eqs. 9–12, through tf.layers",
  share: 0.5,
  cases: () =>
    fc.record({
      weight: kernels(),
      activation: fc.constantFrom("leakyReLU", "tanh", "softplus"),
      batchSize: fc.integer({ min: 1, max: 3 }),
      k: fc.constantFrom(1, 16),
      updates: fc.nat(3),
      seed: fc.nat(1e6),
    }),
  labels: ({ weight, activation }) => [...weightLabels([weight]), `activation: ${activation}`],
  show: showKernel,
  measure: async (subject, given) => {
    const kernel = kernelOf(given.weight, subject);
    const [model, plain] = [twoLayers(kernel, given), twoLayers(kernel, given)];
    const random = createRng(given.seed).stream("model");
    const normal = (shape: readonly number[]): tf.Tensor =>
      tf.tensor(
        Float32Array.from({ length: shape.reduce((n, m) => n * m, 1) }, () => random.normal()),
        [...shape],
      );
    const score = normal((model.layers.at(-1)?.weights[0]?.shape ?? []).map(Number));
    model.setWeights([kernelTensor(kernel), score, tf.tensor1d([0.5])]);
    const critic = constrain(model, subject.make({ k: given.k }), { rng: createRng(given.seed) });
    for (let i = 0; i < given.updates; i++) critic.update();
    plain.setWeights([
      ...critic.forward((pass) => critic.weights.map((weight) => tf.clone(pass.weight(weight)))),
      tf.tensor1d([0.5]),
    ]);

    const x = normal([given.batchSize, ...(model.inputs[0]?.shape.slice(1) ?? []).map(Number)]);
    const variables = critic.weights.map(({ variable }) => variable);
    const own = tf.variableGrads(() => critic.forward((pass) => loss(pass.apply(x))), variables).grads;
    const bars = plain.weights.slice(0, 2).map((weight) => weight.read() as tf.Variable); // read() is typed as Tensor
    const outer = tf.variableGrads(() => loss(plain.apply(x) as tf.Tensor), bars).grads; // one output

    const share = Math.sqrt(given.k);
    return Promise.all(
      critic.weights.map(async (weight, i) => {
        const kernelHere = i === 0 ? kernel : await denseKernel(score);
        const blocks = knownBlocks(kernelHere).map(({ matrix }) => matrix);
        const at = { critic, weight, view: kernelHere.view };
        const facts = sigmaFacts(blocks, await readState(at, blocks));
        fc.pre(facts.error < 0.25);
        const used = await shareUsed(subject, at, { kernel: kernelHere, facts, share });
        const g = { values: await values(outer[bars[i]?.name ?? ""]!), relativeError: errorOfShare(subject) }; // asked for
        const found = await values(own[weight.variable.name]!); // asked for
        return worstEntry(nearest(found, wantedGradients(kernelHere, facts, g, used)), `∂L/∂W of ${weight.name}`);
      }),
    );
  },
});

/** A loss that is not linear in the scores, as none of them is. */
function loss(scores: tf.Tensor): tf.Scalar {
  return tf.mean(tf.softplus(scores));
}

async function denseKernel(score: tf.Tensor): Promise<ViewedKernel> {
  return { kind: "dense", shape: score.shape, values: Float32Array.from(await values(score)) };
}
