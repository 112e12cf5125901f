import { stepTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { plainLoop, rightParts } from "./plain-loop.ts";

/** Every forward pass of the critic in training mode moves its state, the generator's update included (SNP's links). */
export const mutant: Mutant = mutantOf({
  name: "moves-state-with-the-generator",
  bug: "Every forward pass of the critic in training mode moves its state, the generator's update included (SNP's links).",
  table: stepTable,
  subject: plainLoop({
    generatorTurn: (setup, index) => {
      setup.critic.update();
      rightParts.generatorTurn(setup, index);
    },
  }),
});
