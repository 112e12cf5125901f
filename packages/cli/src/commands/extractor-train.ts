import { access, mkdir } from "node:fs/promises";
import { startBackend, type StartedBackend } from "@lipschitz-gan/backend";
import { sha256 } from "@lipschitz-gan/certificates";
import { type Dataset, loadDataset } from "@lipschitz-gan/data";
import {
  type ClassifierCard,
  classifierModel,
  type ClassifierRecipe,
  encodeClassifier,
  loadClassifier,
} from "@lipschitz-gan/metrics";
import { trainClassifier } from "@lipschitz-gan/training";
import type * as tfl from "@tensorflow/tfjs-layers";
import { classifierPaths } from "../extractor/classifier-files.ts";
import { type ExtractorPlan, extractorPlan, type ExtractorTrainRequest } from "../extractor/extractor-plan.ts";
import { testAccuracy } from "../extractor/test-accuracy.ts";
import { UsageError } from "../internal/cli-error.ts";
import { messageOf, systemCode } from "../internal/message-of.ts";
import type { Output } from "../internal/output.ts";
import { packageVersion } from "../internal/package-version.ts";
import { duration } from "../progress/duration.ts";
import { writeAtomically, writeJson } from "../run-directory/write-atomically.ts";

/**
 * The command `extractor train`: trains a classifier, measures it on the test set, and writes its weights and its card.
 *
 * @param request - what was asked for
 * @param output - where progress and the result go
 * @param options - whether to print the card as JSON
 * @returns the exit code
 * @throws UsageError, DatasetError or BackendError before anything is trained
 */
export async function extractorTrain(
  request: ExtractorTrainRequest,
  output: Output,
  { json = false }: { json?: boolean } = {},
): Promise<number> {
  const plan = extractorPlan(request);
  const folder = request.out ?? "extractors";
  await checkNew(folder, plan.name);
  const places = request.dataFolder === undefined ? {} : { folder: request.dataFolder };
  const [train, test] = await Promise.all([
    loadDataset(plan.name, { ...places, split: "train" }),
    loadDataset(plan.name, { ...places, split: "test" }),
  ]);
  checkBatch(plan.recipe.batchSize, train);
  await makeFolder(folder);
  const backend = await startBackend(plan.backend, plan.threads === undefined ? {} : { threads: plan.threads });
  try {
    output.log(`data     ${plan.name}: ${train.size} samples to learn from, ${test.size} to test, ${train.source}`);
    output.log(`backend  ${backend.reason}`);
    const model = classifierModel({ channels: channelsOf(train), widths: plan.recipe.widths, seed: plan.seed });
    output.log(`model    ${model.countParams()} weights, ${plan.recipe.epochs} epochs`);
    const seconds = await learn(model, train, plan, output);
    const recipe = recipeOf(plan, train.size, backend, seconds);
    const card = await store(folder, model, { test, recipe, plan });
    model.dispose();
    const { weights } = classifierPaths(folder, plan.name);
    output.log(`accuracy ${(100 * card.testAccuracy).toFixed(2)} % of ${card.nTest} test samples, as stored`);
    output.result(json ? JSON.stringify({ file: weights, ...card }) : weights);
    return 0;
  } finally {
    await backend.stop();
  }
}

function checkBatch(batchSize: number, { size }: Dataset): void {
  if (batchSize > size) {
    throw new UsageError(`--batch-size: must be at most the ${size} samples that there are, received ${batchSize}`);
  }
}

/** Weights that took half an hour are not written over. */
async function checkNew(folder: string, name: string): Promise<void> {
  const { weights, card } = classifierPaths(folder, name);
  for (const path of [weights, card]) {
    try {
      await access(path);
    } catch (error) {
      if (systemCode(error) === "ENOENT") continue;
      throw new UsageError(`--out: must be a folder that can be written, received ${folder} (${messageOf(error)})`);
    }
    throw new UsageError(`--out: must not hold a classifier of ${name} yet, received ${folder} with ${path}`);
  }
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new UsageError(`--out: must be a folder that can be written, received ${folder} (${messageOf(error)})`);
  }
}

function channelsOf({ sampleShape }: Dataset): number {
  return sampleShape[2] ?? 1;
}

async function learn(
  model: tfl.LayersModel,
  data: Dataset,
  { recipe, seed }: ExtractorPlan,
  { log }: Output,
): Promise<number> {
  const { epochs, batchSize, learningRate, shift, mirror } = recipe;
  const options = { model, data, epochs, batchSize, learningRate, seed, augmentation: { shift, mirror } };
  let total = 0;
  for await (const { epoch, loss, accuracy, seconds } of trainClassifier(options)) {
    total += seconds;
    const left = duration((epochs - epoch) * (total / epoch));
    log(
      `epoch ${epoch} of ${epochs}: loss ${loss.toFixed(4)}, ${(100 * accuracy).toFixed(1)} % right while learning, ` +
        `${duration(seconds)}, ${left} left`,
    );
  }
  return total;
}

function recipeOf(
  { name, recipe, seed, threads }: ExtractorPlan,
  nTrain: number,
  backend: Pick<StartedBackend, "name" | "threads">,
  seconds: number,
): ClassifierRecipe {
  const { widths, epochs, batchSize, learningRate, shift, mirror } = recipe;
  const command =
    `lipschitz-gan extractor train --dataset ${name} --widths ${widths.join(",")} --epochs ${epochs} ` +
    `--batch-size ${batchSize} --learning-rate ${learningRate} --seed ${seed} --backend ${backend.name}` +
    (threads === undefined ? "" : ` --threads ${threads}`);
  const numbers = { nTrain, epochs, batchSize, learningRate, shift, mirror, seed };
  const ran = `${backend.name}, ${backend.threads === 1 ? "one thread" : `${backend.threads} threads`}`;
  return { command, version: packageVersion(), ...numbers, backend: ran, seconds: Math.round(seconds) };
}

/** Stores the weights, and measures what is stored. */
async function store(
  folder: string,
  model: tfl.LayersModel,
  { test, recipe, plan }: { readonly test: Dataset; readonly recipe: ClassifierRecipe; readonly plan: ExtractorPlan },
): Promise<ClassifierCard> {
  const paths = classifierPaths(folder, plan.name);
  const bytes = await encodeClassifier(model);
  await writeAtomically(paths.weights, bytes);
  const channels = channelsOf(test);
  const { widths } = plan.recipe;
  const unmeasured = { name: plan.name, sha256: await sha256(bytes), channels, widths, nClasses: 10, recipe };
  const stored = await loadClassifier(bytes, { ...unmeasured, testAccuracy: 0, nTest: test.size }, paths.weights);
  try {
    const { name, sha256: hash, ...rest } = unmeasured;
    const accuracy = await testAccuracy(stored, test);
    const card: ClassifierCard = { name, sha256: hash, testAccuracy: accuracy, nTest: test.size, ...rest };
    await writeJson(paths.card, card);
    return card;
  } finally {
    stored.dispose();
  }
}
