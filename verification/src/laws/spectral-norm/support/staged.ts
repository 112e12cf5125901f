import type { SpectralNormOptions } from "@lipschitz-gan/regularizers";
import type { SpectralNormFactory } from "../subject.ts";
import { kernelOf, movedKernel, type StagedCase } from "./kernel-case.ts";
import type { ViewedKernel } from "./matrix-view.ts";
import { assign, knownBlocks, type OneLayer, oneLayer, readState } from "./one-layer.ts";
import { type SigmaFacts, sigmaFacts } from "./sigma-facts.ts";

/** A model at the stage of a case, and what its constraint divides by. */
export interface Staged {
  readonly model: OneLayer;
  readonly kernel: ViewedKernel;
  readonly facts: SigmaFacts;
}

/** Brings a model to the stage of a case. */
export async function staged(
  subject: SpectralNormFactory,
  given: StagedCase,
  options: SpectralNormOptions = {},
): Promise<Staged> {
  const first = kernelOf(given.weight, subject);
  const model = oneLayer(first, subject.make(options), given.seed);
  if (given.stage !== "at once") for (let i = 0; i < given.updates; i++) model.critic.update();
  const kernel = given.stage === "moved since" ? movedKernel(first) : first;
  assign(model, kernel);
  const blocks = knownBlocks(kernel).map(({ matrix }) => matrix);
  return { model, kernel, facts: sigmaFacts(blocks, await readState(model, blocks)) };
}
