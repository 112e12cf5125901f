import type * as tfl from "@tensorflow/tfjs-layers";

/** Features of the last pooling layer of InceptionV3. */
const INCEPTION_FEATURES = 2048;

/**
 * Where a model's features come out, and how many there are.
 *
 * @internal
 */
export interface FeatureOutput {
  /** The output of the layer, `[n, dimension]` or `[n, height, width, dimension]`, which is to be averaged over places. */
  readonly output: tfl.SymbolicTensor;
  /** Number of features. */
  readonly dimension: number;
}

/**
 * Finds the layer whose output are the features.
 *
 * @param model - the network
 * @param name - a layer's name; unless given, the last layer whose output is `[n, 2048]`, or else `[n, h, w, 2048]`
 * @returns its output
 * @throws RangeError if there is no such layer, or its output has another rank than 2 and 4 or an open number of features
 * @internal
 */
export function featureOutput(model: tfl.LayersModel, name: string | undefined): FeatureOutput {
  const outputs = model.layers.map((layer) => ({ name: layer.name, output: outputOf(layer) }));
  const last = (rank: number): (typeof outputs)[number] | undefined =>
    outputs.findLast(({ output }) => output?.rank === rank && output.shape.at(-1) === INCEPTION_FEATURES);
  const found = name === undefined ? (last(2) ?? last(4)) : outputs.find((layer) => layer.name === name);
  if (found === undefined) {
    throw new RangeError(
      name === undefined
        ? `inceptionExtractor: a layer of model ${model.name} must put out ${INCEPTION_FEATURES} features, received none; name the layer`
        : `inceptionExtractor: layer must be one of model ${model.name}, received ${JSON.stringify(name)}; its last ones are ${lastNames(model)}`,
    );
  }
  const { output } = found;
  const dimension = output?.shape.at(-1);
  if (output === undefined || (output.rank !== 2 && output.rank !== 4) || typeof dimension !== "number") {
    throw new RangeError(
      `inceptionExtractor: the output of layer ${found.name} must have shape [n, features] or [n, height, width, features], ` +
        `received ${output === undefined ? "several, or those of several places" : `[${output.shape.map((length) => length ?? "n").join(", ")}]`}`,
    );
  }
  return { output, dimension };
}

/** The layer's output at the one place where it stands; none where it stands at several, or puts out several. */
function outputOf(layer: tfl.layers.Layer): tfl.SymbolicTensor | undefined {
  if (layer.inboundNodes.length !== 1) return undefined;
  return Array.isArray(layer.output) ? undefined : layer.output;
}

function lastNames(model: tfl.LayersModel): string {
  return model.layers
    .slice(-5)
    .map(({ name }) => name)
    .join(", ");
}
