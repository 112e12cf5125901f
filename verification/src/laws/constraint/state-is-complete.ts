import type { ConstrainedModel } from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import { defineLaw, type Law } from "../../kit/define-law.ts";
import { type Bits, bitsOf } from "./bits.ts";
import { mustBe, sameBits } from "./exactly.ts";
import { constrained, stateBits } from "./opened.ts";
import type { ConstraintSubject } from "./subject.ts";
import { batchesOf, trainStep } from "./train-step.ts";
import { showTraining, trainingCase, type TrainingCase, trainingLabels } from "./training-case.ts";

/** What checkpoints lean on. */
export const stateIsComplete: Law<ConstraintSubject> = defineLaw<ConstraintSubject, TrainingCase>({
  name: "state-is-complete",
  statement:
    "The state put back into a fresh binding, with other weights and another seed, gives the same scores at once and goes on to the same bits.",
  source: "NamedVariables of @lipschitz-gan/core: everything a checkpoint needs; PyTorch issue 8208 (u after loading)",
  share: 0.2,
  cases: ({ kinds }) => trainingCase({ kinds }),
  labels: trainingLabels,
  show: showTraining,
  measure: async (subject, given) => {
    const one = constrained(subject, given.model);
    for (const step of [0, 1, 2]) await trainStep(one, step, given);
    const saved = await stateBits(one);
    const other = constrained(subject, { ...given.model, entries: [1, -2, 0.5] }, { seed: 4 });
    const unnamed = restore(other, saved);
    const scores = await scoresOf(one, given);
    const restored = await scoresOf(other, given);
    for (const critic of [one, other]) for (const step of [3, 4]) await trainStep(critic, step, given);
    return [
      mustBe(
        "a fresh binding must have state of the same names",
        `others: ${unnamed.join(", ")}`,
        unnamed.length === 0,
      ),
      sameBits("scores right after the state was put back, against those before", scores, restored),
      sameBits(
        "state two steps after it was put back, against the run that went on",
        await stateBits(one),
        await stateBits(other),
      ),
    ];
  },
});

/** Assigns saved values by name. Returns the names that there are on one side only. */
function restore(critic: ConstrainedModel, saved: Bits): readonly string[] {
  const state = critic.state();
  for (const [name, bits] of Object.entries(saved)) {
    const variable = state[name];
    if (variable !== undefined && variable.size === bits.length) {
      tf.tidy(() => variable.assign(tf.tensor(new Float32Array(bits.buffer), variable.shape)));
    }
  }
  const isShared = (name: string): boolean => name in state && name in saved;
  return Object.keys({ ...state, ...saved }).filter((name) => !isShared(name));
}

function scoresOf(critic: ConstrainedModel, given: TrainingCase): Promise<Bits> {
  return bitsOf({ scores: critic.apply(batchesOf(critic, 9, given).real) });
}
