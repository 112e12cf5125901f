import type { ModelArtifacts } from "../format/model-artifacts.ts";
import { layerError } from "./internal/layer-call.ts";
import { modelGraph } from "./internal/model-graph.ts";
import { sampleShape } from "./internal/sample-shape.ts";
import { walkModel } from "./internal/walk-model.ts";
import { weightReader } from "./internal/weights.ts";
import type { Network } from "./operation.ts";

/** Options of {@link readNetwork}. */
export interface ReadNetworkOptions {
  /** Shape of one sample, for a model that leaves axes of its first input open. */
  readonly inputShape?: readonly number[];
}

/**
 * A model in TensorFlow.js's layers format as a list of operations, each after those that it depends on.
 *
 * The first input is varied; other inputs, such as labels, are held constant. Models in models are inlined, a layer that is
 * applied several times gives operations for each application, and a layer's activation is an operation of its own. What
 * the output does not depend on is left out.
 *
 * Models saved by TensorFlow.js and such as were converted from Keras 2 are read, with weights in float32, float16, or
 * quantized to uint8 or uint16. A layer or setting that is not known is an error, never skipped.
 *
 * @param artifacts - topology, manifest and bytes of the weights
 * @param options - shape of a sample where the model leaves it open
 * @returns the operations
 * @throws RangeError that names the layer: for what is malformed, unknown, has no Lipschitz constant, lacks weights, has numbers that are not finite, or is too large
 *
 * @example
 * ```ts
 * import { readNetwork } from "@lipschitz-gan/certificates";
 *
 * const config = { name: "head", units: 1, activation: "relu", use_bias: false, batch_input_shape: [null, 2] };
 * const network = readNetwork({
 *   modelTopology: { class_name: "Sequential", config: { name: "critic", layers: [{ class_name: "Dense", config }] } },
 *   weightSpecs: [{ name: "head/kernel", shape: [2, 1], dtype: "float32" }],
 *   weightData: Float32Array.of(3, 4).buffer,
 * });
 * network.operations.map(({ name }) => name); // => ["head", "head:activation"]
 * ```
 * @see https://www.tensorflow.org/js/guide/save_load
 */
export function readNetwork(artifacts: ModelArtifacts, { inputShape }: ReadNetworkOptions = {}): Network {
  const graph = modelGraph(artifacts.modelTopology);
  const [first] = graph.inputs;
  const input = { index: 0, shape: sampleShape(graph, first, inputShape), isVaried: true };
  const { operations, fixedInputs, output } = walkModel(graph, weightReader(artifacts), input);
  if (operations.length === 0) throw layerError({ path: graph.name }, "there must be an operation, received none");
  return { name: graph.name, inputShape: input.shape, outputShape: output.shape, operations, fixedInputs };
}
