import { type Checkpoint, createTrainer } from "@lipschitz-gan/training";
import type { TrainingStep } from "./subject.ts";

/** The step of `createTrainer`. */
export const trainerStep: TrainingStep = {
  start: (setup) => {
    const trainer = createTrainer(setup);
    return {
      run: async (count) => {
        const until = trainer.step + count;
        for await (const { step } of trainer.steps(until)) if (step === until) break;
      },
      sample: (count, seed) => trainer.sample(count, seed),
      save: () => trainer.snapshot(),
      restore: (saved) => {
        trainer.restore(saved as Checkpoint); // from `save`
      },
      dispose: () => {
        trainer.dispose();
      },
    };
  },
};
