import { compose, constrain, type LipschitzConstraint, unconstrained } from "@lipschitz-gan/core";
import { buildModels, type ModelName } from "@lipschitz-gan/models";
import { gradientPenalty, spectralNorm, weightClipping, weightNorm } from "@lipschitz-gan/regularizers";
import {
  adam,
  type BatchSource,
  createTrainer,
  lossByName,
  type LossName,
  type Trainer,
} from "@lipschitz-gan/training";

/** Every constraint alone, and the compositions that keep all promises. */
export const constraints: Readonly<Record<string, () => LipschitzConstraint>> = {
  unconstrained,
  "spectral-norm": () => spectralNorm(),
  "weight-clipping": () => weightClipping(),
  "gradient-penalty": () => gradientPenalty(),
  "weight-norm": () => weightNorm(),
  "weight-norm with gain": () => weightNorm({ gain: true }),
  "spectral-norm, gradient-penalty": () => compose(spectralNorm(), gradientPenalty()),
  "weight-norm, gradient-penalty": () => compose(weightNorm(), gradientPenalty({ sided: "one" })),
  "weight-clipping, gradient-penalty": () => compose(weightClipping(), gradientPenalty()),
};

/** What a small run is made of. */
export interface SmallRun {
  /** Which pair of models. */
  readonly model: ModelName;
  /** Image channels; left out for points. */
  readonly channels?: number;
  /** Real samples. */
  readonly data: BatchSource;
  /** Makes the critic's constraint. */
  readonly constraint: () => LipschitzConstraint;
  /** Which loss; hinge unless given. */
  readonly loss?: LossName;
}

/** A trainer of the smallest sensible size, on whatever backend runs. */
export function smallRun({ model, channels, data, constraint, loss = "hinge" }: SmallRun): Trainer {
  const pair = buildModels(model, { width: 0.0625, latentSize: 4, ...(channels === undefined ? {} : { channels }) });
  return createTrainer({
    generator: pair.generator,
    critic: constrain(pair.critic, constraint()),
    loss: lossByName(loss),
    data,
    generatorOptimizer: adam({ learningRate: 1e-3, beta1: 0.5, beta2: 0.9 }),
    criticOptimizer: adam({ learningRate: 1e-3, beta1: 0.5, beta2: 0.9 }),
    batchSize: 4,
    latentSize: 4,
  });
}
