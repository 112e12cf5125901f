import { startBackend } from "@lipschitz-gan/backend";
import * as tf from "@tensorflow/tfjs-core";
import { PAIR_SIZE, type SamplePair, samplePair } from "../certification/sample-pair.ts";
import type { RunConfig } from "../config/run-config.ts";
import { loadModel } from "../model-directory/load-model.ts";
import { runPaths } from "../run-directory/run-paths.ts";
import { generateSamples } from "./generate-samples.ts";
import { loadData } from "./prepare-training.ts";

/**
 * Real samples of a run's data set and as many from its generator.
 *
 * @param run - the run directory
 * @param config - its config
 * @param seed - of both batches
 * @throws DatasetError, BackendError or ModelDirectoryError if one of the two is not to be had
 */
export async function runSamples(run: string, config: RunConfig, seed: number): Promise<SamplePair> {
  const data = await loadData(config);
  const { backend, threads, latentSize } = config;
  const started = await startBackend(backend, threads === null ? {} : { threads });
  try {
    const generator = await loadModel(runPaths(run).generator);
    const samples = generateSamples(generator, { count: PAIR_SIZE, seed, latentSize });
    const fake = await samples.data<"float32">();
    tf.dispose(samples);
    generator.dispose();
    return samplePair(data, fake, seed);
  } finally {
    await started.stop();
  }
}
