import { constrain, createRng } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { modelOfCase } from "./model-case.ts";
import type { ConstraintSubject } from "./subject.ts";
import { trainStep } from "./train-step.ts";
import { showTraining, trainingCase, type TrainingCase, trainingLabels } from "./training-case.ts";

const STEPS = 10;

/** Nothing is kept from step to step, nor after the end. */
export const freesAll: Law<ConstraintSubject> = defineLaw<ConstraintSubject, TrainingCase>({
  name: "frees-all",
  statement: "As many tensors live after ten steps as after one, and after dispose as before bind.",
  source: "rules of this repository on who frees what; the complaint about TensorFlow.js code that is heard most often",
  share: 0.2,
  cases: ({ kinds }) => trainingCase({ kinds }),
  labels: trainingLabels,
  show: showTraining,
  measure: async (subject, given) => {
    const model = modelOfCase(given.model);
    const before = tf.memory().numTensors;
    const critic = constrain(model, subject.make(), { rng: createRng(3) });
    await trainStep(critic, 0, given);
    const afterOne = tf.memory().numTensors;
    for (let step = 1; step < STEPS; step++) await trainStep(critic, step, given);
    const afterTen = tf.memory().numTensors;
    critic.dispose();
    return [
      {
        observed: Math.abs(afterTen - afterOne),
        allowed: 0,
        what: "tensors that live after ten steps, against after one",
      },
      {
        observed: Math.abs(tf.memory().numTensors - before),
        allowed: 0,
        what: "tensors that live after dispose, against before bind",
      },
    ];
  },
});
