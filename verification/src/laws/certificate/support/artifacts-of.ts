import type { ModelArtifacts } from "@lipschitz-gan/certificates";
import * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";

/**
 * What TensorFlow.js would save of a model.
 *
 * @param model - the model
 * @returns its topology and weights
 */
export async function artifactsOf(model: tfl.LayersModel): Promise<ModelArtifacts> {
  let saved: tf.io.ModelArtifacts | undefined;
  const handler = tf.io.withSaveHandler((artifacts) => {
    saved = artifacts;
    return Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" as const } });
  });
  await model.save(handler);
  const { modelTopology, weightSpecs = [], weightData = new ArrayBuffer(0) } = saved ?? {};
  return { modelTopology, weightSpecs, weightData: tf.io.concatenateArrayBuffers([weightData].flat()) };
}
