// @ts-check
// An own GAN under two constraints: a generator that learns to draw points on a circle.
import { startBackend } from "@lipschitz-gan/backend";
import { compose, constrain, createRng } from "@lipschitz-gan/core";
import { gradientPenalty, spectralNorm } from "@lipschitz-gan/regularizers";
import { adam, createTrainer, hinge } from "@lipschitz-gan/training";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";

const { dense, leakyReLU } = tfl.layers;
const nSteps = Number(process.argv[2] ?? 1500);
const backend = await startBackend("auto");

const generator = tfl.sequential({
  layers: [
    dense({ inputShape: [8], units: 64, activation: "relu" }),
    dense({ units: 64, activation: "relu" }),
    dense({ units: 2 }),
  ],
});
const critic = tfl.sequential({
  layers: [
    dense({ inputShape: [2], units: 64 }),
    leakyReLU({ alpha: 0.1 }),
    dense({ units: 64 }),
    leakyReLU({ alpha: 0.1 }),
    dense({ units: 1 }),
  ],
});

/** Real samples: points on the unit circle. */
const circle = {
  batch({ batchSize = 1, step = 0, seed = 0 }) {
    const random = createRng(seed).stream("circle", step);
    const angles = Array.from({ length: batchSize }, () => 2 * Math.PI * random.uniform());
    const values = Float32Array.from(angles.flatMap((angle) => [Math.cos(angle), Math.sin(angle)]));
    return { values, shape: [batchSize, 2] };
  },
};

const trainer = createTrainer({
  generator,
  critic: constrain(critic, compose(spectralNorm({ k: 30 }), gradientPenalty({ lambda: 0.1, k: 2, sided: "one" }))),
  loss: hinge(),
  data: circle,
  generatorOptimizer: adam({ learningRate: 1e-3, beta1: 0.5, beta2: 0.9 }),
  criticOptimizer: adam({ learningRate: 1e-3, beta1: 0.5, beta2: 0.9 }),
  batchSize: 64,
  latentSize: 8,
});
for await (const { step, criticLoss, penalty } of trainer.steps(nSteps)) {
  if (step % 250 === 0) console.log(`step ${step}: critic ${criticLoss.toFixed(3)}, penalty ${penalty?.toFixed(4)}`);
}
const radius = tf.mean(tf.norm(trainer.sample(500, 0), 2, 1)).dataSync()[0];
console.log(`mean radius ${radius?.toFixed(2)} (the circle's is 1.00)`);
await backend.stop();
