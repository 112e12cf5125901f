// @ts-check
// Certifies one critic and prints what it took as JSON. Usage: node certify-critic.mjs WIDTH CHANNELS
import { startBackend } from "@lipschitz-gan/backend";
import { certify, checkCertificate } from "@lipschitz-gan/certificates";
import { cnnCritic } from "@lipschitz-gan/models";
import { io } from "@tensorflow/tfjs-core";

await startBackend("cpu");
const [width, channels] = process.argv.slice(2).map(Number);
const critic = cnnCritic({ width, channels: channels ?? 3 });
/** @type {import("@lipschitz-gan/certificates").ModelArtifacts | undefined} */
let artifacts;
await critic.save(
  io.withSaveHandler((model) => {
    artifacts = {
      modelTopology: model.modelTopology,
      weightSpecs: model.weightSpecs ?? [],
      weightData: io.CompositeArrayBuffer.join(model.weightData),
    };
    return Promise.resolve({ modelArtifactsInfo: io.getModelArtifactsInfoForJSON(model) });
  }),
);
if (artifacts === undefined) throw new Error("the critic was not saved");

const [seconds, certificate] = await timed(() => certify(artifacts));
const [boundsSeconds] = await timed(() => certify(artifacts, { witness: false }));
const [checkSeconds, checked] = await timed(() => checkCertificate(certificate, artifacts));
if (!checked.valid) throw new Error(checked.reason);
const { lower, upper, layers } = certificate;
const product = layers.reduce((all, layer) => all * layer.upper, 1);
const peakBytes = process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify({ seconds, boundsSeconds, checkSeconds, lower, upper, product, peakBytes }));

/**
 * @template T
 * @param {() => Promise<T>} what
 * @returns {Promise<[number, T]>}
 */
async function timed(what) {
  const start = performance.now();
  const value = await what();
  return [(performance.now() - start) / 1000, value];
}
