import { access } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { hashModel } from "@lipschitz-gan/certificates";
import {
  type ExtractorDescription,
  ExtractorError,
  type FeatureExtractor,
  inceptionExtractor,
  pointsExtractor,
  readExtractorDescription,
} from "@lipschitz-gan/metrics";
import * as tf from "@tensorflow/tfjs-core";
import type { Dataset } from "@lipschitz-gan/data";
import { datasetKind } from "../config/dataset-kind.ts";
import type { RunConfig } from "../config/run-config.ts";
import { classifierPaths, readClassifier } from "../extractor/classifier-files.ts";
import { UsageError } from "../internal/cli-error.ts";
import { messageOf, systemCode } from "../internal/message-of.ts";
import { loadModel } from "../model-directory/load-model.ts";
import { readArtifacts } from "../model-directory/read-artifacts.ts";
import { readRegularFile } from "../model-directory/read-regular-file.ts";

/**
 * The extractor of a run's samples: the classifier of its data set, or the points themselves.
 *
 * @param config - the run's config
 * @returns the extractor; the caller disposes it
 * @throws UsageError if the classifier's weights are missing or damaged
 */
export async function loadExtractor({ dataset }: RunConfig): Promise<FeatureExtractor> {
  if (datasetKind(dataset) === "points") return pointsExtractor(2);
  try {
    return (await readClassifier(dataset)).extractor;
  } catch (error) {
    throw new UsageError(
      `extractor of ${dataset}: its weights must lie in the package @lipschitz-gan/metrics, received ` +
        `"${messageOf(error)}"; install the package anew, or evaluate with --extractor DIR`,
      { cause: error },
    );
  }
}

/**
 * An extractor of the user's: a model directory, which may have an `extractor.json` beside its `model.json`, or a folder
 * into which `extractor train` has put a classifier of the data set.
 *
 * @param folder - the folder
 * @param data - the samples that it is to take
 * @returns the extractor; the caller disposes it
 * @throws UsageError, ExtractorError or ModelDirectoryError if it is none, or takes other samples
 */
export async function loadUserExtractor(folder: string, { name, sampleShape }: Dataset): Promise<FeatureExtractor> {
  const isClassifier = await exists(classifierPaths(folder, name).weights);
  const extractor = isClassifier ? (await readClassifier(name, folder)).extractor : await loadModelExtractor(folder);
  try {
    // A network for other pictures is to be refused before ten thousand are drawn.
    tf.tidy(() => {
      extractor.extract(tf.zeros([1, ...sampleShape]));
    });
    return extractor;
  } catch (error) {
    extractor.dispose();
    throw new UsageError(`--extractor: ${folder}: ${messageOf(error)}`, { cause: error });
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function loadModelExtractor(folder: string): Promise<FeatureExtractor> {
  const description = await describe(join(folder, "extractor.json"));
  const model = await loadModel(folder);
  try {
    const { sha256 } = await hashModel(await readArtifacts(folder));
    return inceptionExtractor(model, { name: nameOf(folder), ...description, sha256 });
  } catch (error) {
    model.dispose();
    throw new UsageError(`--extractor: ${folder}: ${messageOf(error)}`, { cause: error });
  }
}

/** Without an `extractor.json` nothing else tells which network it is. */
function nameOf(folder: string): string {
  return basename(resolve(folder)).replaceAll(/[^\w.-]+/g, "-") || "extractor";
}

async function describe(path: string): Promise<ExtractorDescription | undefined> {
  try {
    return readExtractorDescription(JSON.parse((await readRegularFile(path)).toString("utf8")), path);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined; // it may be missing
    if (error instanceof ExtractorError) throw error;
    throw new UsageError(`--extractor: ${path}: ${messageOf(error)}`, { cause: error });
  }
}
