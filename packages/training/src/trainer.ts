import {
  constrain,
  type ConstrainedModel,
  createRng,
  DisposedError,
  NonFiniteError,
  readWeights,
  type Rng,
  Scope,
  unconstrained,
} from "@lipschitz-gan/core";
import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import type { Checkpoint } from "./checkpoint.ts";
import { restoreState } from "./internal/restore-state.ts";
import { snapshotOf } from "./internal/snapshot-of.ts";
import { criticUpdate, generatorUpdate, type UpdateContext } from "./internal/updates.ts";
import { checkState } from "./internal/check-state.ts";
import { nextTurn } from "./internal/next-turn.ts";
import { latentBatch } from "./latent-batch.ts";
import { spectralMonitor } from "./spectral-monitor.ts";
import type { TrainerOptions } from "./trainer-options.ts";

/** What happened in one step: `nCritic` critic updates and one generator update. */
export interface StepReport {
  /** Number of the step, from 1. */
  readonly step: number;
  /** The critic's loss at its last update, without the penalty. */
  readonly criticLoss: number;
  /** The generator's loss. */
  readonly generatorLoss: number;
  /** The penalty that was added to the critic's loss, where the constraint has one. */
  readonly penalty?: number;
  /** Estimated largest singular value of each constrained kernel as used, by layer: a lower bound. */
  readonly sigma: Readonly<Record<string, number>>;
  /** Milliseconds of the critic updates. */
  readonly criticMs: number;
  /** Milliseconds of the generator update. */
  readonly generatorMs: number;
  /** Milliseconds of the whole step on the wall clock. */
  readonly stepMs: number;
}

/** A training run in memory. */
export interface Trainer extends Disposable {
  /** Steps done so far. */
  readonly step: number;
  /**
   * Runs steps until `until` are done, and gives the event loop a turn between them. Leaving the loop early is allowed.
   *
   * @param until - number of the last step
   * @throws {@link @lipschitz-gan/core!NonFiniteError | NonFiniteError} naming step and tensor when a loss, the penalty, a σ, a weight or a moment is not finite
   * @throws RangeError if `until` is not an integer >= 0
   */
  steps(until: number): AsyncIterableIterator<StepReport>;
  /**
   * Draws from the generator in evaluation mode.
   *
   * @param count - how many samples
   * @param seed - seed of the latent vectors
   * @returns shape `[count, ...sample]`, which the caller disposes
   */
  sample(count: number, seed: number): tf.Tensor;
  /**
   * Everything the next step depends on.
   *
   * @returns a checkpoint, independent of the run's own tensors
   * @throws {@link @lipschitz-gan/core!NonFiniteError | NonFiniteError} if a tensor is not finite
   */
  snapshot(): Promise<Checkpoint>;
  /**
   * Goes on from a checkpoint: the following steps are bitwise those of the run that it was taken from, on the same
   * backend with the same number of threads.
   *
   * @param checkpoint - from `snapshot`, of a run with the same options
   * @throws {@link CheckpointError} naming the first tensor that does not fit; nothing has changed then
   */
  restore(checkpoint: Checkpoint): void;
  /** Frees what the trainer made; models, constraints and optimizers stay the caller's. */
  dispose(): void;
}

/**
 * Sets up a training run.
 *
 * One step: `nCritic` times { move the constraint's state, loss over the real and the fake batch with the same W̄ plus
 * penalties, one gradient, one optimizer step, project }, then one update of the generator. All random numbers come from
 * streams named by use and step, so a step depends on the seed and on the state before, on nothing else (unless a model
 * of yours has layers that draw numbers of their own, such as dropout). One thing at a time: while a step runs, another
 * step, a snapshot and a restore are refused. Penalties act on the critic only.
 *
 * @param options - models, loss, data, optimizers
 * @returns the trainer, which the caller disposes
 * @throws RangeError if a count is out of range
 *
 * @example
 * ```ts
 * import { constrain } from "@lipschitz-gan/core";
 * import { ring } from "@lipschitz-gan/data";
 * import { buildModels } from "@lipschitz-gan/models";
 * import { spectralNorm } from "@lipschitz-gan/regularizers";
 * import { adam, createTrainer, hinge } from "@lipschitz-gan/training";
 *
 * const { generator, critic } = buildModels("mlp", { width: 0.125, latentSize: 2 });
 * const trainer = createTrainer({
 *   generator,
 *   critic: constrain(critic, spectralNorm()),
 *   loss: hinge(),
 *   data: ring(),
 *   generatorOptimizer: adam({ learningRate: 1e-3 }),
 *   criticOptimizer: adam({ learningRate: 1e-3 }),
 *   batchSize: 8,
 *   latentSize: 2,
 * });
 * for await (const { step, criticLoss } of trainer.steps(2)) Number.isFinite(criticLoss) && step;
 * trainer.step; // => 2
 * ```
 * @see Miyato et al. (2018), algorithm 1, https://arxiv.org/abs/1802.05957
 * @see Goodfellow et al. (2014), Generative Adversarial Nets, algorithm 1, https://arxiv.org/abs/1406.2661
 */
export function createTrainer(options: TrainerOptions): Trainer {
  if (!("constraint" in options.critic)) {
    throw new TypeError("createTrainer: critic must be a constrained model, received a plain one; see constrain()");
  }
  const { critic, nCritic = 1, seed = 0, batchSize, latentSize, learningRateFactor = () => 1 } = options;
  for (const [name, value] of Object.entries({ batchSize, latentSize, nCritic })) {
    if (!(Number.isSafeInteger(value) && value >= 1)) {
      throw new RangeError(`createTrainer: ${name} must be an integer >= 1, received ${value}`);
    }
  }
  const rng = createRng(seed);
  const owned = new Scope();
  const generator = asConstrained(options.generator, owned);
  const monitor = owned.own(spectralMonitor(critic, rng));
  const context: UpdateContext = { ...options, generator, rng, seed };
  let done = 0;
  let disposed = false;
  let isRunning = false;
  const idle = (): void => {
    if (disposed) throw new DisposedError("trainer");
    if (isRunning)
      throw new Error("trainer: does one thing at a time, received a call while a step runs; await it first");
  };
  critic.project();
  generator.project();

  const parts = {
    generator: () => generator.state(),
    critic: () => critic.state(),
    monitor: () => monitor.state(),
  };
  const optimizers = { generator: options.generatorOptimizer, critic: options.criticOptimizer };

  /** Whatever a constraint has to know of the weights as they are now. */
  const readable = async (): Promise<void> => {
    for (const { constraint, model } of [critic, generator]) {
      // oxlint-disable-next-line no-await-in-loop -- two models
      if (constraint.readsValues === true) await readWeights(model);
    }
  };

  const runStep = async (): Promise<StepReport> => {
    const started = tf.util.now();
    const factor = learningRateFactor(done);
    const criticNumbers = await inTurn(nCritic, async (i) => {
      await readable();
      return criticUpdate(context, done * nCritic + i, factor);
    });
    const [criticLoss = Number.NaN, penalty] = criticNumbers;
    const afterCritic = tf.util.now();
    await readable();
    const [generatorLoss = Number.NaN] = await read(generatorUpdate(context, done, factor));
    const afterGenerator = tf.util.now();
    await readable();
    const sigma = await monitor.measure();
    done += 1;
    checkFinite(done, { criticLoss, ...(penalty === undefined ? {} : { penalty }), generatorLoss, ...sigma });
    await checkState(done, parts, optimizers);
    return {
      step: done,
      criticLoss,
      generatorLoss,
      ...(penalty === undefined ? {} : { penalty }),
      sigma,
      criticMs: afterCritic - started,
      generatorMs: afterGenerator - afterCritic,
      stepMs: tf.util.now() - started,
    };
  };

  async function* steps(until: number): AsyncGenerator<StepReport, void, undefined> {
    const isToDo = (): boolean => done < until; // asked anew each time: `restore` may have moved `done`
    if (!(Number.isSafeInteger(until) && until >= 0)) {
      throw new RangeError(`trainer.steps: until must be an integer >= 0, received ${until}`);
    }
    while (isToDo()) {
      idle();
      isRunning = true;
      const report = await runStep().finally(() => {
        isRunning = false;
      });
      yield report;
      await nextTurn();
    }
  }

  const dispose = (): void => {
    disposed = true;
    owned.dispose();
  };

  return {
    get step(): number {
      return done;
    },
    steps,
    sample: (count, sampleSeed) => {
      idle();
      return tf.tidy(() => generator.apply(latentBatch(sampleStream(sampleSeed), count, latentSize)));
    },
    snapshot: async () => {
      idle();
      return snapshotOf(done, parts, optimizers);
    },
    restore: (checkpoint) => {
      idle();
      restoreState(checkpoint, parts, optimizers);
      done = checkpoint.step;
    },
    dispose,
    [Symbol.dispose]: dispose,
  };
}

function sampleStream(seed: number): ReturnType<Rng["stream"]> {
  return createRng(seed).stream("sample");
}

function asConstrained(model: tfl.LayersModel | ConstrainedModel, owned: Scope): ConstrainedModel {
  return "constraint" in model ? model : owned.own(constrain(model, unconstrained()));
}

async function read(numbers: tf.Tensor1D): Promise<Float32Array> {
  const values = await numbers.data<"float32">();
  numbers.dispose();
  return values;
}

/** Runs the updates one after the other and reads the numbers of the last. */
async function inTurn(count: number, update: (i: number) => Promise<tf.Tensor1D>): Promise<Float32Array> {
  // oxlint-disable-next-line no-await-in-loop -- each update starts from the weights that the one before has left
  for (let i = 0; i < count - 1; i++) (await update(i)).dispose();
  return read(await update(count - 1));
}

function checkFinite(step: number, numbers: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(numbers)) {
    if (!Number.isFinite(value)) throw new NonFiniteError("train", name, step, value);
  }
}
