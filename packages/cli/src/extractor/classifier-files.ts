import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type ClassifierCard, type FeatureExtractor, loadClassifier, readClassifierCard } from "@lipschitz-gan/metrics";
import { UsageError } from "../internal/cli-error.ts";
import { messageOf } from "../internal/message-of.ts";
import { readRegularFile } from "../model-directory/read-regular-file.ts";

/** A classifier with what lies beside its weights. */
export interface StoredClassifier {
  /** Its name, hash, accuracy and recipe. */
  readonly card: ClassifierCard;
  /** The classifier; the caller disposes it. */
  readonly extractor: FeatureExtractor;
  /** Path of its weights. */
  readonly file: string;
}

/** Paths of a classifier's two files. */
export function classifierPaths(folder: string, name: string): { readonly weights: string; readonly card: string } {
  return { weights: join(folder, `${name}.safetensors`), card: join(folder, `${name}.json`) };
}

/**
 * The folder with the classifiers that the package of metrics ships.
 */
export function shippedFolder(): string {
  const manifest = createRequire(import.meta.url).resolve("@lipschitz-gan/metrics/package.json");
  return join(dirname(manifest), "weights");
}

/**
 * Reads a classifier. A backend must be running.
 *
 * @param name - name of its data set
 * @param folder - where its two files lie; when left out, where the shipped ones do
 * @throws UsageError if a file is missing or cannot be read
 * @throws ExtractorError or SafetensorsError if the files are damaged or do not belong together
 */
export async function readClassifier(name: string, folder: string = shippedFolder()): Promise<StoredClassifier> {
  const paths = classifierPaths(folder, name);
  const card = readClassifierCard(parsed(await content(paths.card), paths.card), paths.card);
  const extractor = await loadClassifier(await content(paths.weights), card, paths.weights);
  return { card, extractor, file: paths.weights };
}

async function content(path: string): Promise<Buffer> {
  try {
    return await readRegularFile(path);
  } catch (error) {
    throw new UsageError(
      `${path}: must be a file of a classifier, received ${messageOf(error)}; make one with lipschitz-gan extractor train`,
      { cause: error },
    );
  }
}

function parsed(bytes: Buffer, path: string): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch (error) {
    throw new UsageError(`${path}: must be JSON, received ${messageOf(error)}`, { cause: error });
  }
}
