import { compose, constrain } from "@lipschitz-gan/core";
import { ring } from "@lipschitz-gan/data";
import { buildModels } from "@lipschitz-gan/models";
import { gradientPenalty, spectralNorm } from "@lipschitz-gan/regularizers";
import { adam, createTrainer, hinge, type StepReport } from "@lipschitz-gan/training";

/**
 * What a short training run gave.
 *
 * @internal
 */
export interface TrainedTwoSteps {
  readonly reports: readonly Pick<StepReport, "criticLoss" | "generatorLoss" | "penalty" | "sigma">[];
  /** The critic's weights and the generator's, by name. */
  readonly weights: Readonly<Record<string, readonly number[]>>;
}

/**
 * Trains a small GAN for two steps on the backend that runs: spectral norm and gradient penalty together, which takes
 * gradients of gradients.
 *
 * With `epsilon` 1 a step of Adam is a smooth function of the gradient. With the usual one its first step is nearly the
 * gradient's sign, which a rounding turns where the gradient is about zero, and backends could not be compared.
 *
 * @internal
 */
export async function trainTwoSteps(): Promise<TrainedTwoSteps> {
  const { generator, critic } = buildModels("mlp", { width: 0.125, latentSize: 4 });
  const optimizer = { learningRate: 0.1, epsilon: 1 };
  using constrained = constrain(critic, compose(spectralNorm({ k: 4 }), gradientPenalty({ lambda: 1 })));
  using trainer = createTrainer({
    generator,
    critic: constrained,
    loss: hinge(),
    data: ring(),
    generatorOptimizer: adam(optimizer),
    criticOptimizer: adam(optimizer),
    batchSize: 16,
    latentSize: 4,
    seed: 3,
  });
  const reports: TrainedTwoSteps["reports"][number][] = [];
  for await (const { criticLoss, generatorLoss, penalty, sigma } of trainer.steps(2)) {
    reports.push({ criticLoss, generatorLoss, ...(penalty === undefined ? {} : { penalty }), sigma });
  }
  const weights: Record<string, readonly number[]> = {};
  for (const model of [critic, generator]) {
    for (const variable of model.weights) weights[variable.name] = [...(await variable.read().data())];
  }
  critic.dispose();
  generator.dispose();
  return { reports, weights };
}
