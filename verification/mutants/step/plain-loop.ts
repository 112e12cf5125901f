import { createRng, type NamedVariables } from "@lipschitz-gan/core";
import { latentBatch } from "@lipschitz-gan/training";
import type { StepSetup, TrainingStep } from "@lipschitz-gan/verification";
import * as tf from "@tensorflow/tfjs-core";

/** The parts of a training loop; a mutant replaces one. */
export interface LoopParts {
  /** One update of the critic; `index` counts them from 0. */
  readonly criticTurn: (setup: StepSetup, index: number) => void;
  /** One update of the generator. */
  readonly generatorTurn: (setup: StepSetup, index: number) => void;
  /** One step, from the numbers of updates done. */
  readonly step: (setup: StepSetup, parts: LoopParts, done: number) => void;
  /** Once, before the first step. */
  readonly prepare: (setup: StepSetup) => void;
  /** Samples in evaluation mode. */
  readonly sample: (setup: StepSetup, count: number, seed: number) => tf.Tensor;
  /** Everything that is saved, by name. */
  readonly saved: (setup: StepSetup) => NamedVariables;
}

/** The real batch of an update. */
export function realBatch({ data, batchSize, seed }: StepSetup, index: number): tf.Tensor {
  const { values, shape } = data.batch({ batchSize, step: index, seed });
  return tf.tensor(values, [...shape]);
}

/** Latent vectors of an update. */
export function noise({ seed, batchSize, latentSize }: StepSetup, name: string, index: number): tf.Tensor {
  return latentBatch(createRng(seed).stream(name, index), batchSize, latentSize);
}

/** Gradients under the variables' stable names; zero where there is no dependence. */
export function gradientsOf(variables: NamedVariables, f: () => tf.Scalar): Record<string, tf.Tensor> {
  const { grads } = tf.variableGrads(f, Object.values(variables));
  return Object.fromEntries(
    Object.entries(variables).map(([name, variable]) => [name, grads[variable.name] ?? tf.zerosLike(variable)]),
  );
}

/** As in training: batch norm uses the batch. */
export const TRAINING = { training: true } as const;

/** The batches of one critic update. */
export interface CriticBatches {
  readonly real: tf.Tensor;
  readonly fake: tf.Tensor;
}

/** Real samples and what the generator makes of fresh noise. */
export function criticBatches(setup: StepSetup, index: number): CriticBatches {
  const real = realBatch(setup, index);
  return { real, fake: setup.generator.apply(noise(setup, "critic-noise", index), TRAINING) };
}

/** The gradient of loss plus penalty at one W̄. */
export function jointGradient(
  setup: StepSetup,
  { real, fake }: CriticBatches,
  index: number,
): Record<string, tf.Tensor> {
  const { critic, loss, seed } = setup;
  const random = createRng(seed).stream("penalty", index);
  return gradientsOf(critic.variables, () =>
    critic.forward((pass) => {
      const adversarial = loss.critic(pass.apply(real), pass.apply(fake));
      const penalty = pass.penalty({ real, fake, random });
      return penalty === undefined ? adversarial : tf.add(adversarial, penalty);
    }, TRAINING),
  );
}

/** The gradient of the generator's loss. */
export function generatorGradient(setup: StepSetup, latent: tf.Tensor): Record<string, tf.Tensor> {
  const { critic, generator, loss } = setup;
  return gradientsOf(generator.variables, () =>
    critic.forward((pass) => loss.generator(pass.apply(generator.apply(latent, TRAINING))), TRAINING),
  );
}

/** The right version of every part. */
export const rightParts: LoopParts = {
  criticTurn: (setup, index) => {
    const batches = criticBatches(setup, index);
    setup.critic.update();
    setup.criticOptimizer.apply(jointGradient(setup, batches, index), setup.critic.variables);
    setup.critic.project();
  },
  generatorTurn: (setup, index) => {
    const { generator, generatorOptimizer } = setup;
    generator.update();
    generatorOptimizer.apply(generatorGradient(setup, noise(setup, "generator-noise", index)), generator.variables);
    generator.project();
  },
  step: (setup, parts, done) => {
    for (let i = 0; i < setup.nCritic; i++) parts.criticTurn(setup, done * setup.nCritic + i);
    parts.generatorTurn(setup, done);
  },
  prepare: ({ critic, generator }) => {
    critic.project();
    generator.project();
  },
  sample: ({ generator, latentSize }, count, seed) =>
    generator.apply(latentBatch(createRng(seed).stream("sample"), count, latentSize)),
  saved: ({ critic, generator }) => ({
    ...named("critic", critic.state()),
    ...named("generator", generator.state()),
  }),
};

/** Variables under a prefix. */
export function named(prefix: string, variables: NamedVariables): NamedVariables {
  return Object.fromEntries(Object.entries(variables).map(([name, variable]) => [`${prefix}/${name}`, variable]));
}

interface Saved {
  readonly done: number;
  readonly variables: Copies;
  readonly optimizers: readonly { readonly step: number; readonly state: Copies }[];
}

/** Values and shapes by name. */
type Copies = Readonly<Record<string, { readonly values: Float32Array; readonly shape: number[] }>>;

async function copiesOf(variables: NamedVariables): Promise<Copies> {
  const copies: Record<string, Copies[string]> = {};
  for (const [name, variable] of Object.entries(variables)) {
    copies[name] = { values: Float32Array.from(await variable.data<"float32">()), shape: variable.shape };
  }
  return copies;
}

function tensorsOf(copies: Copies): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(copies).map(([name, { values, shape }]) => [name, tf.tensor(values, shape)] as const),
  );
}

/**
 * A training loop written out, with some parts replaced.
 *
 * @param changes - the parts that differ
 */
export function plainLoop(changes: Partial<LoopParts> = {}): TrainingStep {
  const parts = { ...rightParts, ...changes };
  return {
    start: (setup) => {
      let done = 0;
      const optimizers = [setup.criticOptimizer, setup.generatorOptimizer];
      const save = async (): Promise<Saved> => {
        const states: Saved["optimizers"][number][] = [];
        for (const optimizer of optimizers) {
          states.push({ step: optimizer.step, state: await copiesOf(optimizer.state()) });
        }
        return { done, variables: await copiesOf(parts.saved(setup)), optimizers: states };
      };
      const restore = (saved: Saved): void => {
        const values = tensorsOf(saved.variables);
        for (const [name, variable] of Object.entries(parts.saved(setup))) variable.assign(values[name] ?? variable);
        for (const [i, optimizer] of optimizers.entries()) {
          const { state = {}, step = 0 } = saved.optimizers[i] ?? {};
          optimizer.restore(tensorsOf(state), step);
        }
        ({ done } = saved);
      };
      parts.prepare(setup);
      return {
        run: (count) => {
          for (let i = 0; i < count; i++) {
            const step = done++;
            tf.tidy(() => {
              parts.step(setup, parts, step);
            });
          }
          return Promise.resolve();
        },
        sample: (count, seed) => tf.tidy(() => parts.sample(setup, count, seed)),
        save,
        restore: (saved) => {
          tf.tidy(() => {
            restore(saved as Saved); // from `save`
          });
        },
        dispose: () => {},
      };
    },
  };
}
