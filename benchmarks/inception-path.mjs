// @ts-check
// InceptionV3 as an extractor, end to end: pictures resized to 299 x 299, 2048 features each, and the Fréchet distance of two
// sets of real pictures. The weights are those of nsfwjs, which others fine-tuned for another task and quantized to 8 bits, so
// this tests the path and its speed; the value cannot be compared with any published FID.
// Usage: node benchmarks/inception-path.mjs [count] [cifar10|mnist]; 64 pictures of CIFAR-10 in each set unless given.
// Exit code 2 for wrong arguments, 3 if the model or the pictures cannot be had.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startBackend } from "@lipschitz-gan/backend";
import { hashModel } from "@lipschitz-gan/certificates";
import { loadDataset } from "@lipschitz-gan/data";
import { collectFeatures, describeScore, inceptionExtractor, loadLapack, scoresOf } from "@lipschitz-gan/metrics";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { nsfwjsModel } from "./support/nsfwjs-models.mjs";

const count = Number(process.argv[2] ?? 64);
const dataset = process.argv[3] ?? "cifar10";
if (!(Number.isSafeInteger(count) && count >= 2) || (dataset !== "cifar10" && dataset !== "mnist")) {
  console.error(
    `inception-path: must have a count >= 2 and cifar10 or mnist, received ${process.argv.slice(2).join(" ")}`,
  );
  process.exit(2);
}

const folder = await orExit("InceptionV3 of nsfwjs", () => nsfwjsModel("inception_v3"));
const test = await orExit(dataset, () => loadDataset(dataset, { split: "test" }));
const train = await orExit(dataset, () => loadDataset(dataset, { split: "train" }));
const backend = await startBackend("wasm");
const artifacts = artifactsOf(folder);
const model = await tfl.loadLayersModel(tf.io.fromMemory(artifacts));
const { sha256 } = await hashModel(artifacts);
const extractor = inceptionExtractor(model, { name: "nsfwjs-inception-v3", sha256, pixels: "unit" });

const start = performance.now();
const real = await collectFeatures(sourceOf(train), extractor);
const other = await collectFeatures(sourceOf(test), extractor);
const seconds = (performance.now() - start) / 1000;
const lapack = loadLapack();
const distanceStart = performance.now();
const scores = scoresOf(real, other, {
  metrics: ["fid"],
  dataset,
  split: "train",
  ...("linearAlgebra" in lapack ? lapack : {}),
});
const distanceSeconds = (performance.now() - distanceStart) / 1000;

console.log(`InceptionV3, weights fine-tuned by others: a test of the path, not comparable with any published FID`);
console.log(`  pictures   2 x ${count} of ${dataset}, train and test; ${extractor.resize}`);
console.log(
  `  features   ${extractor.dimension}, ${((1000 * seconds) / (2 * count)).toFixed(0)} ms a picture on ${backend.name}, ${backend.threads} thread(s)`,
);
console.log(
  `  distance   ${distanceSeconds.toFixed(1)} s by ${"linearAlgebra" in lapack ? lapack.linearAlgebra.name : "plain TypeScript"}`,
);
for (const score of scores) console.log(describeScore(score));
extractor.dispose();
await backend.stop();

/** @param {import("@lipschitz-gan/data").Dataset} data */
function sourceOf(data) {
  return {
    count,
    /** @param {number} from @param {number} size */
    batch: (from, size) => {
      const pictures = Array.from(
        { length: size },
        (_, i) => data.batch({ batchSize: 1, step: from + i, seed: 0 }).values,
      );
      return tf.tidy(() => tf.stack(pictures.map((values) => tf.tensor(values, data.sampleShape))));
    },
  };
}

/** @param {string} directory */
function artifactsOf(directory) {
  const { modelTopology, weightsManifest } = JSON.parse(readFileSync(join(directory, "model.json"), "utf8"));
  /** @type {{ paths: string[], weights: import("@tensorflow/tfjs-core").io.WeightsManifestEntry[] }[]} */
  const groups = weightsManifest;
  const shards = groups.flatMap(({ paths }) => paths.map((path) => readFileSync(join(directory, path))));
  const weightData = new Uint8Array(Buffer.concat(shards)).buffer;
  return { modelTopology, weightSpecs: groups.flatMap(({ weights }) => weights), weightData };
}

/**
 * @template T
 * @param {string} what
 * @param {() => T | Promise<T>} get
 * @returns {Promise<T>}
 */
async function orExit(what, get) {
  try {
    return await get();
  } catch (error) {
    console.error(`${what}: cannot be had (${String(error).split("\n")[0]})`);
    return process.exit(3);
  }
}
