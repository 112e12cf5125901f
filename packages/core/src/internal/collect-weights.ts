import type * as tf from "@tensorflow/tfjs-core";
import type * as tfl from "@tensorflow/tfjs-layers";
import type { ConstrainedWeight } from "../constrained-weight.ts";
import { kernelMatrix, type WeightKind } from "../kernel-matrix.ts";
import type { WeightOperator } from "../weight-operator.ts";
import { weightKind } from "./weight-kind.ts";
import { weightOperators } from "./weight-operators.ts";

/**
 * A weight together with the layer variable whose reads can be replaced.
 *
 * @internal
 */
export interface ReadableWeight extends ConstrainedWeight {
  /** The layer's own handle on the variable. */
  readonly layerVariable: tfl.LayerVariable;
  /** Whether an optimizer is to move it; false for what is frozen. */
  readonly trainable: boolean;
  /** Whether it is a parameter of the model, frozen or not, and no statistic such as batch norm's running mean. */
  readonly isParameter: boolean;
}

/**
 * Overrides what a weight is taken for.
 *
 * @internal
 */
export type KindRule = (layer: string, weight: string, shape: readonly number[]) => WeightKind | undefined;

type Layer = tfl.layers.Layer;

/**
 * All weights of a model in its own order, those of nested models and wrappers included, each once.
 *
 * @param model - any built `tf.LayersModel`
 * @param kindOf - overrides the kind of a weight
 * @returns the weights, with names that are unique in the model
 * @internal
 */
export function collectWeights(model: tfl.LayersModel, kindOf: KindRule = () => undefined): readonly ReadableWeight[] {
  const seen = new Set<tfl.LayerVariable>();
  const names = new Set<string>();
  let places: ReturnType<typeof weightOperators> | undefined;
  // Only where they are asked for, which few constraints do.
  const operatorsOf = (variable: tfl.LayerVariable): readonly WeightOperator[] =>
    (places ??= weightOperators(model)).get(variable) ?? [];
  const visit = (layer: Layer, path: string, trainable: boolean): ReadableWeight[] => {
    const inner = innerLayers(layer);
    if (inner.length > 0) {
      return inner.flatMap((child) => visit(child, `${path}${layer.name}/`, trainable && layer.trainable));
    }
    return layer.weights
      .filter((variable) => !seen.has(variable) && seen.add(variable))
      .map((variable) => readableWeight({ layer, variable, path, names, kindOf, trainable, operatorsOf }));
  };
  return model.layers.flatMap((layer) => visit(layer, "", model.trainable));
}

interface FoundWeight {
  readonly layer: Layer;
  readonly variable: tfl.LayerVariable;
  /** Names of the models and wrappers around the layer, each followed by a slash. */
  readonly path: string;
  /** Names given so far. */
  readonly names: Set<string>;
  readonly kindOf: KindRule;
  /** Whether everything around the layer is trainable. */
  readonly trainable: boolean;
  readonly operatorsOf: (variable: tfl.LayerVariable) => readonly WeightOperator[];
}

function readableWeight({ layer, variable, path, names, kindOf, trainable, operatorsOf }: FoundWeight): ReadableWeight {
  const own = variable.originalName.split("/").at(-1) ?? variable.originalName;
  const shape = variable.shape.map(Number);
  const layerName = `${path}${layer.name}`;
  const kind = kindOf(layerName, own, shape) ?? weightKind(layer.getClassName(), own, shape.length);
  return {
    name: uniqueName(`${layerName}/${own}`, names),
    layer: layerName,
    kind,
    shape,
    variable: variable.read() as tf.Variable, // read() is typed as Tensor, but returns the variable itself
    matrix: kernelMatrix(kind, shape),
    get operators() {
      return operatorsOf(variable);
    },
    layerVariable: variable,
    trainable: trainable && layer.trainableWeights.includes(variable),
    isParameter: isParameter(layer, variable, own),
  };
}

/**
 * Whether a weight would be trained if its layer were not frozen. A frozen layer lists its parameters and its statistics
 * together; the statistics of tf.layers are those of batch norm, `moving_mean` and `moving_variance`.
 */
function isParameter(layer: Layer, variable: tfl.LayerVariable, name: string): boolean {
  const trained = layer.trainableWeights;
  return trained.length > 0 ? trained.includes(variable) : !name.startsWith("moving_");
}

/** The layers inside a nested model (`layers`) or a wrapper (`layer`, `forwardLayer` and `backwardLayer`). */
function innerLayers(layer: Layer): readonly Layer[] {
  // These fields exist on the container and wrapper classes, which tf.layers does not export as types.
  const outer = layer as Layer & { layers?: Layer[]; layer?: Layer; forwardLayer?: Layer; backwardLayer?: Layer };
  if (outer.layers !== undefined) return outer.layers;
  if (outer.forwardLayer !== undefined && outer.backwardLayer !== undefined) {
    return [outer.forwardLayer, outer.backwardLayer];
  }
  return outer.layer === undefined ? [] : [outer.layer];
}

function uniqueName(wanted: string, names: Set<string>): string {
  let name = wanted;
  for (let i = 1; names.has(name); i++) name = `${wanted}_${i}`;
  names.add(name);
  return name;
}
