// @ts-check
// Real image classifiers in TensorFlow.js's layers format, out of the npm package nsfwjs: weights of Keras, quantized to 8 bits.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";

const PACKAGE = "nsfwjs@4.3.0";

/**
 * A model directory with one of its models; fetched once with npm's own client, into the user's cache.
 *
 * @param {"mobilenet_v2" | "inception_v3"} name
 * @returns {string} the folder
 */
export function nsfwjsModel(name) {
  const cache = join(process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "lipschitz-gan", "nsfwjs-4.3.0");
  const folder = join(cache, name);
  if (existsSync(join(folder, "model.json"))) return folder;
  const source = join(cache, "package", "dist", "models", name);
  if (!existsSync(source)) unpack(cache);
  const require = createRequire(import.meta.url);
  /** @param {string} file */
  const moduleOf = (file) => {
    const loaded = require(join(source, file));
    return loaded.default ?? loaded;
  };
  const { modelTopology, weightsManifest } = moduleOf("model.min.js");
  /** @type {string[]} */
  const paths = weightsManifest.flatMap((/** @type {{ paths: string[] }} */ group) => group.paths);
  const weights = weightsManifest.flatMap((/** @type {{ weights: object[] }} */ group) => group.weights);
  mkdirSync(folder, { recursive: true });
  for (const path of paths) writeFileSync(join(folder, path), Buffer.from(moduleOf(`${path}.min.js`), "base64"));
  writeFileSync(
    join(folder, "model.json"),
    JSON.stringify({ format: "layers-model", modelTopology, weightsManifest: [{ paths, weights }] }),
  );
  return folder;
}

/** @param {string} cache */
function unpack(cache) {
  mkdirSync(cache, { recursive: true });
  const packed = execFileSync("npm", ["pack", PACKAGE, "--silent"], { cwd: cache, encoding: "utf8" }).trim();
  execFileSync("tar", ["xzf", packed], { cwd: cache });
}
