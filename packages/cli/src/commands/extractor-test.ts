import { startBackend } from "@lipschitz-gan/backend";
import { type DatasetName, loadDataset } from "@lipschitz-gan/data";
import { classifierNames } from "@lipschitz-gan/metrics";
import { readClassifier } from "../extractor/classifier-files.ts";
import { testAccuracy } from "../extractor/test-accuracy.ts";
import { UsageError } from "../internal/cli-error.ts";
import { didYouMean } from "../internal/nearest.ts";
import type { Output } from "../internal/output.ts";
import { show } from "../internal/show.ts";

/** What `extractor test` was asked for. */
export interface ExtractorTestRequest {
  /** Name of the classifier's data set. */
  readonly name: string;
  /** Folder with its two files; when left out, that of the shipped ones. */
  readonly folder?: string | undefined;
  /** Folder with the files of the data set. */
  readonly dataFolder?: string | undefined;
}

/**
 * The command `extractor test`: whether a classifier is as good as its card says.
 *
 * Rounding differs between backends and numbers of threads, and may move a sample that lies between two classes: the
 * accuracy may differ by one sample in a thousand.
 *
 * @param request - which classifier
 * @param output - where the result goes
 * @param options - whether to print JSON
 * @returns 0 if it holds, 1 if not
 * @throws UsageError, ExtractorError, SafetensorsError, DatasetError or BackendError if it cannot be told
 */
export async function extractorTest(
  { name, folder, dataFolder }: ExtractorTestRequest,
  output: Output,
  { json = false }: { json?: boolean } = {},
): Promise<number> {
  const dataset: DatasetName | undefined = classifierNames.find((known) => known === name);
  if (dataset === undefined) {
    throw new UsageError(
      `extractor test: name must be one of ${classifierNames.join(", ")}, received ${show(name)}${didYouMean(name, classifierNames)}`,
    );
  }
  const data = await loadDataset(dataset, { split: "test", ...(dataFolder !== undefined && { folder: dataFolder }) });
  const backend = await startBackend("auto");
  try {
    const { card, extractor, file } = await readClassifier(name, folder);
    const accuracy = await testAccuracy(extractor, data);
    extractor.dispose();
    const holds = Math.abs(accuracy - card.testAccuracy) <= 1e-3;
    const { sha256, testAccuracy: stated } = card;
    if (json) output.result(JSON.stringify({ name, file, sha256, stated, accuracy, nTest: data.size, holds }));
    else
      for (const line of [
        `file     ${file}`,
        `sha256   ${sha256}`,
        `accuracy ${percent(accuracy)} of ${data.size} test samples, the card says ${percent(stated)}: ${holds ? "holds" : "does not hold"}`,
        `trained  ${card.recipe.command}`,
      ])
        output.result(line);
    return holds ? 0 : 1;
  } finally {
    await backend.stop();
  }
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
