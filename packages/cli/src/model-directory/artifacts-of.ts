import type { ModelArtifacts } from "@lipschitz-gan/certificates";
import { io } from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";

/**
 * A model as `saveModel` would write it and `readArtifacts` would read it again, in memory.
 *
 * @param model - the model; it stays the caller's
 * @returns topology, weight specs and bytes
 */
export async function artifactsOf(model: tfl.LayersModel): Promise<ModelArtifacts> {
  let taken: ModelArtifacts | undefined;
  await model.save(
    io.withSaveHandler((artifacts) => {
      taken = {
        // through JSON, because a file would forget what JSON cannot hold
        modelTopology: JSON.parse(JSON.stringify(artifacts.modelTopology)) as unknown,
        weightSpecs: artifacts.weightSpecs ?? [],
        weightData: io.CompositeArrayBuffer.join(artifacts.weightData),
      };
      return Promise.resolve({ modelArtifactsInfo: io.getModelArtifactsInfoForJSON(artifacts) });
    }),
  );
  if (taken === undefined) throw new Error(`artifactsOf: ${model.name} must hand over its artifacts, received none`);
  return taken;
}
