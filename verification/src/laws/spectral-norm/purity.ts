import { createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { values } from "../power-iteration/support/tensors.ts";
import { countDifferent } from "../weights/rounding.ts";
import type { WeightCase } from "../weights/weight-case.ts";
import { gradientOf } from "./gradient-formula.ts";
import type { SpectralNormFactory } from "./subject.ts";
import { kernelLabels, kernelOf, kernels, movedKernel, showKernel } from "./support/kernel-case.ts";
import { assign, barOf, kernelTensor, type OneLayer, oneLayer, readAllState } from "./support/one-layer.ts";

type States = Readonly<Record<string, readonly number[]>>;

/** The variables whose values or names differ. */
function changed(before: States, after: States): Measurement[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].map((name) => ({
    observed: countDifferent(before[name] ?? [Number.NaN], after[name] ?? []),
    allowed: 0,
    what: `entries of ${name} that differ`,
  }));
}

interface PurityCase {
  readonly weight: WeightCase;
  readonly updates: number;
  readonly seed: number;
}

const purityCase = (): fc.Arbitrary<PurityCase> =>
  fc.record({ weight: kernels(), updates: fc.nat(3), seed: fc.nat(1e6) });

function batchFor({ critic }: OneLayer, seed: number): tf.Tensor {
  const shape = [2, ...(critic.model.inputs[0]?.shape.slice(1) ?? []).map(Number)];
  const random = createRng(seed).stream("batch");
  return tf.tensor(
    Float32Array.from({ length: shape.reduce((n, m) => n * m, 1) }, () => random.normal()),
    shape,
  );
}

export const evaluationPurity: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, PurityCase>({
  name: "evaluation-purity",
  statement:
    "Forward passes in training and evaluation, gradients, project and bake change no variable, neither u and v nor the kernel.",
  source: "TF-Addons issue 2411, torch 13350 and 62293: u moved, or the weight was assigned, in the forward pass",
  share: 0.3,
  cases: purityCase,
  labels: ({ weight }) => kernelLabels(weight),
  show: showKernel,
  measure: async (subject, { weight, updates, seed }) => {
    const kernel = kernelOf(weight, subject);
    const model = oneLayer(kernel, subject.make(), seed);
    for (let i = 0; i < updates; i++) model.critic.update();
    const before = await readAllState(model.critic);
    const x = batchFor(model, seed);
    const outputs = [false, true, false].map((training) => model.critic.apply(x, { training }));
    await gradientOf(model, kernel);
    model.critic.project();
    (await model.critic.bake()).dispose();
    const after = await readAllState(model.critic);
    const [first = [], ...others] = await Promise.all(outputs.map(values));
    return [
      ...changed(before, after),
      {
        observed: countDifferent(after["layer/kernel"] ?? after["layer/depthwise_kernel"] ?? [], kernel.values),
        allowed: 0,
        what: "entries of the kernel that are not as given",
      },
      ...others.map((other) => ({
        observed: countDifferent(first, other),
        allowed: 0,
        what: "outputs of equal passes that differ",
      })),
    ];
  },
});

export const oneBarForTwoPasses: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, PurityCase>({
  name: "one-bar-for-two-passes",
  statement: "The real and the fake batch of a step meet the same W̄, to the bit, within one forward and across two.",
  source: "TF-Addons issue 2411: each pass moved u, so real and fake met different weights",
  share: 0.5,
  cases: purityCase,
  labels: ({ weight }) => kernelLabels(weight),
  show: showKernel,
  measure: async (subject, { weight, updates, seed }) => {
    const model = oneLayer(kernelOf(weight, subject), subject.make(), seed);
    for (let i = 0; i < updates; i++) model.critic.update();
    const x = batchFor(model, seed);
    const within = model.critic.forward((pass) => {
      const [real, fake] = [pass.apply(x), pass.apply(x)];
      return [real, fake, tf.clone(pass.weight(model.weight)), tf.clone(pass.weight(model.weight))];
    });
    const [real = [], fake = [], one = [], other = []] = await Promise.all(within.map(values));
    return [
      { observed: countDifferent(real, fake), allowed: 0, what: "scores that differ within a forward" },
      { observed: countDifferent(one, other), allowed: 0, what: "entries of W̄ that differ within a forward" },
      {
        observed: countDifferent(one, await barOf(model)),
        allowed: 0,
        what: "entries of W̄ that differ in the next forward",
      },
    ];
  },
});

export const checkpoint: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, PurityCase>({
  name: "checkpoint",
  statement:
    "A critic of other weights and other start vectors that is given the state of this one has its W̄, and keeps it over further updates, to the bit.",
  source: "torch issue 8208: u was not in the checkpoint, or was not used after loading",
  share: 0.5,
  cases: purityCase,
  labels: ({ weight }) => kernelLabels(weight),
  show: showKernel,
  measure: async (subject, { weight, updates, seed }) => {
    const kernel = kernelOf(weight, subject);
    const saved = oneLayer(kernel, subject.make(), seed);
    for (let i = 0; i < updates; i++) saved.critic.update();
    const loaded = oneLayer(movedKernel(kernel), subject.make(), seed + 1);
    loaded.critic.update();
    const [from, to] = [saved.critic.state(), loaded.critic.state()];
    for (const [name, variable] of Object.entries(from)) to[name]?.assign(variable);
    const measured = changed(await readAllState(saved.critic), await readAllState(loaded.critic));
    for (const when of ["at once", "after an update", "after an update with another kernel"]) {
      measured.push({
        observed: countDifferent(await barOf(saved), await barOf(loaded)),
        allowed: 0,
        what: `entries of W̄ that differ ${when}`,
      });
      if (when === "after an update") for (const model of [saved, loaded]) assign(model, movedKernel(kernel));
      for (const model of [saved, loaded]) model.critic.update();
    }
    return [...measured, ...changed(await readAllState(saved.critic), await readAllState(loaded.critic))];
  },
});

export const noLeaks: Law<SpectralNormFactory> = defineLaw<SpectralNormFactory, PurityCase>({
  name: "no-leaks",
  statement: "Updates, forward passes and gradients leave no tensors, and dispose frees all state.",
  source: "contract of the library",
  share: 0.3,
  cases: purityCase,
  labels: ({ weight }) => kernelLabels(weight),
  show: showKernel,
  measure: async (subject, { weight, updates, seed }) => {
    const kernel = kernelOf(weight, subject);
    const before = tf.memory().numTensors;
    const model = oneLayer(kernel, subject.make(), seed);
    const withState = tf.memory().numTensors;
    const outer = kernelTensor(kernel);
    for (let i = 0; i <= updates; i++) {
      model.critic.update();
      model.critic.forward(() => {});
      const { value, grads } = tf.variableGrads(
        () => model.critic.forward((pass) => tf.sum<tf.Scalar>(tf.mul(pass.weight(model.weight), outer))),
        [model.weight.variable],
      );
      tf.dispose([value, grads]);
    }
    outer.dispose();
    const afterSteps = tf.memory().numTensors;
    model.critic.dispose();
    const ofModel = model.critic.model.weights.length;
    return [
      { observed: Math.abs(afterSteps - withState), allowed: 0, what: `tensors left by ${updates + 1} steps` },
      {
        observed: Math.abs(tf.memory().numTensors - before - ofModel),
        allowed: 0,
        what: "tensors left by dispose, beside the model's own",
      },
    ];
  },
});
