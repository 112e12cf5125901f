import type { ConstrainedModel } from "@lipschitz-gan/core";
import type { BatchSource, GanLoss, Optimizer } from "@lipschitz-gan/training";
import type * as tf from "@tensorflow/tfjs-core";

/** What a training run is given. All of it stays the giver's. */
export interface StepSetup {
  /** From samples to scores `[n, 1]`. */
  readonly critic: ConstrainedModel;
  /** From `[n, latentSize]` to samples. */
  readonly generator: ConstrainedModel;
  readonly loss: GanLoss;
  /** Real samples; asked for batch 0, 1, 2, … of the run, one for each critic update. */
  readonly data: BatchSource;
  readonly criticOptimizer: Optimizer;
  readonly generatorOptimizer: Optimizer;
  readonly batchSize: number;
  readonly latentSize: number;
  /** Critic updates for each generator update. */
  readonly nCritic: number;
  /** Of everything random in the run. */
  readonly seed: number;
}

/** A run in memory. */
export interface StepRun {
  /**
   * Does some more steps: each is `nCritic` updates of the critic, then one of the generator.
   *
   * @param count - how many
   */
  run(count: number): Promise<void>;
  /**
   * Draws from the generator in evaluation mode.
   *
   * @param count - how many samples
   * @param seed - of the latent vectors
   */
  sample(count: number, seed: number): tf.Tensor;
  /** All that the next step depends on. */
  save(): Promise<unknown>;
  /**
   * Goes on from there.
   *
   * @param saved - from `save`, of a run with the same setup
   */
  restore(saved: unknown): void;
  /** Frees what the run made. */
  dispose(): void;
}

/** What the table `step` tests: how constraint, loss, penalty, optimizer and projection work together. */
export interface TrainingStep {
  /**
   * Sets up a run.
   *
   * @param setup - models, loss, data, optimizers
   */
  readonly start: (setup: StepSetup) => StepRun;
}
