import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import type * as tfl from "@tensorflow/tfjs-layers";
import type { ModelArtifacts } from "@lipschitz-gan/certificates";
import { createRng } from "@lipschitz-gan/core";

/** What `model.save` hands to its handler. */
export async function savedModel(model: tfl.LayersModel): Promise<ModelArtifacts> {
  let saved: tf.io.ModelArtifacts | undefined;
  const handler = tf.io.withSaveHandler(async (artifacts) => {
    saved = artifacts;
    return await Promise.resolve({ modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } });
  });
  await model.save(handler);
  const { modelTopology, weightSpecs = [], weightData } = saved ?? {};
  if (!(weightData instanceof ArrayBuffer)) throw new Error("weights must be one buffer");
  // As JSON, so that nothing of the model is shared.
  return { modelTopology: JSON.parse(JSON.stringify(modelTopology)) as unknown, weightSpecs, weightData };
}

/** Gives all weights random values: none is at its default, and variances are positive. */
export function randomizeWeights(model: tfl.LayersModel, seed: number, scale = 0.5): void {
  const random = createRng(seed).stream("weights");
  tf.tidy(() => {
    const values = model.weights.map((weight) => {
      const size = weight.shape.reduce<number>((product, n) => product * (n ?? 1), 1);
      const isVariance = weight.originalName.endsWith("moving_variance");
      const entries = Float32Array.from({ length: size }, () =>
        isVariance ? 0.2 + Math.abs(random.normal()) : scale * random.normal(),
      );
      return tf.tensor(entries, weight.shape.map(Number));
    });
    model.setWeights(values);
  });
}

/** What TensorFlow.js makes of one sample in float32; other inputs follow the first. */
export function predicted(model: tfl.LayersModel, ...inputs: readonly ArrayLike<number>[]): Float32Array {
  return tf.tidy(() => {
    const batches = inputs.map((input, i) => {
      const shape = model.inputs[i]?.shape.slice(1).map((n) => n ?? input.length) ?? [];
      return tf.tensor(Float32Array.from(input), [1, ...shape]);
    });
    const output = model.predict(batches.length === 1 ? (batches[0] as tf.Tensor) : batches) as tf.Tensor;
    return output.dataSync<"float32">();
  });
}
