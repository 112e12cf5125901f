import type { ConfigKey, RunConfig } from "./run-config.ts";

/**
 * What a run is when nothing is said: an SN-GAN on MNIST, sized so that two WASM threads draw digits in less than five minutes.
 * The paper's own α = 2e-4, β = (0.5, 0.999) is made for a hundred times as many steps.
 */
export const imageDefaults: RunConfig = {
  dataset: "mnist",
  dataFolder: null,
  model: "cnn32",
  constraint: ["spectral-norm"],
  loss: "hinge",
  k: 1,
  powerIterations: 1,
  mode: "sn-gan",
  clip: 0.01,
  lambda: 10,
  sided: "two",
  gain: false,
  width: 0.25,
  latentSize: 128,
  batchSize: 32,
  nCritic: 1,
  learningRate: 1e-3,
  beta1: 0.5,
  beta2: 0.9,
  decay: 0.5,
  steps: 800,
  maxMinutes: 5,
  seed: 0,
  backend: "auto",
  threads: null,
  checkpointEvery: 50,
  sampleEvery: 50,
  certifyEvery: 0,
  evaluateEvery: 100,
  evaluateSamples: 2000,
};

/**
 * What differs for points in the plane: small networks, large batches, many quick steps. The modes are narrow (standard
 * deviation 0.02 at a radius of 2), and a critic of k = 1 cannot tell them from what lies between; at k = 30 it can. A
 * latent vector as long as a point lost the fewest modes in trials. The tensors are too small to be shared among threads.
 */
export const pointDefaults: Partial<RunConfig> = {
  model: "mlp",
  k: 30,
  width: 0.5,
  latentSize: 2,
  batchSize: 256,
  steps: 2400,
  maxMinutes: 2,
  threads: 1,
  checkpointEvery: 200,
  sampleEvery: 200,
  certifyEvery: 200,
  evaluateEvery: 400,
};

/**
 * Keys that say how far a run goes and on what: a resumed run may set them anew. With a learning rate that falls, other
 * `steps` also change its course from there on, and another `backend` its rounding.
 */
export const extensionKeys: readonly ConfigKey[] = ["steps", "maxMinutes", "backend"];
