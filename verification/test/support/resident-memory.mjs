// @ts-check
// Resident memory of a process that trains a small GAN, in MiB after steps 50 and 300, as JSON.
// A process of its own: what else a test worker holds would blur it.
import { startBackend } from "@lipschitz-gan/backend";
import { compose, constrain } from "@lipschitz-gan/core";
import { loadDataset } from "@lipschitz-gan/data";
import { buildModels } from "@lipschitz-gan/models";
import { gradientPenalty, spectralNorm } from "@lipschitz-gan/regularizers";
import { adam, createTrainer, hinge } from "@lipschitz-gan/training";

await startBackend("wasm", { threads: 1 });
const pair = buildModels("cnn32", { channels: 1, width: 0.0625, latentSize: 4 });
const trainer = createTrainer({
  generator: pair.generator,
  critic: constrain(pair.critic, compose(spectralNorm(), gradientPenalty())),
  loss: hinge(),
  data: await loadDataset("mnist", { split: "test" }),
  generatorOptimizer: adam({ learningRate: 1e-3 }),
  criticOptimizer: adam({ learningRate: 1e-3 }),
  batchSize: 4,
  latentSize: 4,
});
const resident = [];
for await (const { step } of trainer.steps(300)) {
  if (step === 50 || step === 300) resident.push(process.memoryUsage.rss() / 2 ** 20);
}
process.stdout.write(JSON.stringify(resident));
