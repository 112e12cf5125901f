// @ts-check
import { constrain, unconstrained } from "@lipschitz-gan/core";
import { buildModels } from "@lipschitz-gan/models";
import { gradientPenalty, spectralNorm, weightClipping, weightNorm } from "@lipschitz-gan/regularizers";
import { adam, createTrainer, hinge } from "@lipschitz-gan/training";

/** The constraints whose cost is measured, with their defaults. */
export const constraints = {
  none: unconstrained,
  "spectral-norm": spectralNorm,
  "weight-clipping": weightClipping,
  "weight-norm": weightNorm,
  "gradient-penalty": gradientPenalty,
  "spectral-norm, operator": () => spectralNorm({ mode: "operator" }),
};

/**
 * The paper's table 3 pair at half width on 32 x 32 x 1 noise images, batch 64, hinge, Adam.
 *
 * @param {keyof typeof constraints} constraint - what the critic is under
 * @param {number} nCritic - critic updates a step
 */
export function table3Trainer(constraint, nCritic) {
  const pair = buildModels("cnn32", { channels: 1, width: 0.5 });
  const optimizer = { learningRate: 2e-4, beta1: 0.5, beta2: 0.999 };
  return createTrainer({
    generator: pair.generator,
    critic: constrain(pair.critic, constraints[constraint]()),
    loss: hinge(),
    data: noiseImages(),
    generatorOptimizer: adam(optimizer),
    criticOptimizer: adam(optimizer),
    batchSize: 64,
    latentSize: pair.latentSize,
    nCritic,
  });
}

/** One fixed batch in [-1, 1]: the time of a step does not depend on what the images show. */
function noiseImages() {
  const values = new Map();
  return {
    /** @param {{ batchSize: number }} request */
    batch({ batchSize }) {
      const size = batchSize * 32 * 32;
      if (!values.has(size))
        values.set(
          size,
          Float32Array.from({ length: size }, (_, i) => Math.sin(i * i)),
        );
      return { values: values.get(size), shape: [batchSize, 32, 32, 1] };
    },
  };
}
