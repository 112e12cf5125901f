import { access, writeFile } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { startBackend } from "@lipschitz-gan/backend";
import * as tf from "@tensorflow/tfjs-core";
import { checkedConfig } from "../config/config-issue.ts";
import { datasetKind } from "../config/dataset-kind.ts";
import { readConfigFile } from "../config/read-config-file.ts";
import { checkedInteger } from "../internal/checked-integer.ts";
import { UsageError } from "../internal/cli-error.ts";
import { messageOf, systemCode } from "../internal/message-of.ts";
import type { Output } from "../internal/output.ts";
import { loadModel } from "../model-directory/load-model.ts";
import { runPaths } from "../run-directory/run-paths.ts";
import { drawSamples, sampleCounts } from "./draw-samples.ts";
import { generateSamples } from "./generate-samples.ts";
import { loadData } from "./prepare-training.ts";

/** What `sample` was asked for; numbers that are no numbers are still text. */
export interface SampleRequest {
  /** The run directory. */
  readonly run: string;
  /** How many samples. */
  readonly count?: number | string | undefined;
  /** Seed of the latent vectors. */
  readonly seed?: number | string | undefined;
  /** The file to write. */
  readonly out?: string | undefined;
}

/** 4096 pictures of 48 x 48 make a PNG of 6000 pixels a side; a larger one opens nowhere. */
const MAX_COUNT = 4096;

/**
 * The command `sample`.
 *
 * @param request - what was asked for
 * @param output - where results and progress go
 * @param options - whether to print the result as JSON
 * @returns the exit code
 * @throws UsageError, ModelDirectoryError or BackendError if the run is not one, or the file exists
 */
export async function sample(
  request: SampleRequest,
  output: Output,
  { json = false }: { json?: boolean } = {},
): Promise<number> {
  const paths = runPaths(request.run);
  const seed = checkedInteger("--seed", request.seed ?? 0, 0, Number.MAX_SAFE_INTEGER);
  const config = checkedConfig(await readConfigFile(paths.config), (key) => `${paths.config}: ${key}`);
  const kind = datasetKind(config.dataset);
  const count = checkedInteger("--count", request.count ?? sampleCounts[kind], 1, MAX_COUNT);
  const file = request.out ?? `${basename(resolve(request.run))}-samples-seed${seed}.png`;
  await checkNewFile(file);

  const backend = await startBackend(config.backend, config.threads === null ? {} : { threads: config.threads });
  try {
    const generator = await loadModel(paths.generator);
    const samples = generateSamples(generator, { count, seed, latentSize: config.latentSize });
    // Points are drawn over real ones; pictures need no data set, which may not be on this machine.
    const data = kind === "points" ? await loadData(config) : undefined;
    const { png, modes } = await drawSamples(samples, data);
    tf.dispose([samples]);
    generator.dispose();
    await writeNewFile(file, png);
    const found = modes === undefined ? "" : `, ${modes.covered} of ${modes.of} modes covered`;
    output.log(`${count} samples of ${join(request.run)} with seed ${seed}${found}`);
    output.result(json ? JSON.stringify({ file, count, seed, ...(modes !== undefined && { modes }) }) : file);
    return 0;
  } finally {
    await backend.stop();
  }
}

async function checkNewFile(file: string): Promise<void> {
  try {
    await access(file);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return;
    throw new UsageError(`--out: must be a file that can be written, received ${file} (${systemCode(error)})`);
  }
  throw new UsageError(`--out: must not exist yet, received ${file}; remove it, or choose another with --out`);
}

/** Fails rather than overwrites, also a file that came up while the samples were drawn. */
async function writeNewFile(file: string, bytes: Uint8Array): Promise<void> {
  try {
    await writeFile(file, bytes, { flag: "wx" });
  } catch (error) {
    throw new UsageError(
      `--out: must be a new file that can be written, received ${file} (${systemCode(error) ?? messageOf(error)})`,
    );
  }
}
