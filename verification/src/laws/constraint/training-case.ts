import * as fc from "fast-check";
import { type ModelCase, modelCase, modelLabels, type ModelCaseOptions, showModel } from "./model-case.ts";
import type { StepCase } from "./train-step.ts";

/** A critic and the batches that it is trained with. */
export interface TrainingCase extends StepCase {
  readonly model: ModelCase;
}

/**
 * Critics with batches of one to three normal samples.
 *
 * @param options - of the critic
 */
export function trainingCase(options: ModelCaseOptions): fc.Arbitrary<TrainingCase> {
  return fc.record({ model: modelCase(options), batchSize: fc.integer({ min: 1, max: 3 }), seed: fc.nat(999) });
}

/** A case as a person reads it. */
export function showTraining({ model, batchSize, seed }: TrainingCase): string {
  return `${showModel(model)}\nbatches: ${batchSize} normal samples of seed ${seed}`;
}

/** The classes of a case, for statistics. */
export function trainingLabels({ model, batchSize }: TrainingCase): readonly string[] {
  return [...modelLabels(model), `batch: ${batchSize}`];
}
