import type { ConstrainedModel } from "@lipschitz-gan/core";
import type * as tfl from "@tensorflow/tfjs-layers";
import type { BatchSource } from "./batch-source.ts";
import type { GanLoss } from "./losses/gan-loss.ts";
import type { Optimizer } from "./optimizer.ts";

/** What `createTrainer` needs. */
export interface TrainerOptions {
  /** From `[n, latentSize]` to samples; plain, or itself under a constraint. */
  readonly generator: tfl.LayersModel | ConstrainedModel;
  /** From samples to scores `[n, 1]`, under a constraint. */
  readonly critic: ConstrainedModel;
  /** What both minimise. */
  readonly loss: GanLoss;
  /** Real samples. */
  readonly data: BatchSource;
  /** Moves the generator's variables. */
  readonly generatorOptimizer: Optimizer;
  /** Moves the critic's variables and those of its constraint. */
  readonly criticOptimizer: Optimizer;
  /** Samples a batch; an integer >= 1. */
  readonly batchSize: number;
  /** Length of a latent vector; an integer >= 1. */
  readonly latentSize: number;
  /** Critic updates for each generator update; an integer >= 1, 1 unless given. */
  readonly nCritic?: number;
  /**
   * Factor on both learning rates at a step, from the number of steps done before it; see `linearDecay`. Constant
   * 1 unless given.
   */
  readonly learningRateFactor?: (stepsDone: number) => number;
  /** Seed of everything random in the run; an integer in `[0, 2^53)`, 0 unless given. */
  readonly seed?: number;
}
