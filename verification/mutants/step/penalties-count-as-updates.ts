import { stepTable } from "@lipschitz-gan/verification";
import { type Mutant, mutantOf } from "../mutant.ts";
import { plainLoop } from "./plain-loop.ts";

/** A critic with a penalty counts two updates for each, so that it gets half of its nCritic (TorchGAN counts losses). */
export const mutant: Mutant = mutantOf({
  name: "penalties-count-as-updates",
  bug: "A critic with a penalty counts two updates for each, so that it gets half of its nCritic (TorchGAN counts losses).",
  table: stepTable,
  subject: plainLoop({
    step: (setup, parts, done) => {
      const updates = Math.ceil(setup.nCritic / 2);
      for (let i = 0; i < updates; i++) parts.criticTurn(setup, done * updates + i);
      parts.generatorTurn(setup, done);
    },
  }),
});
