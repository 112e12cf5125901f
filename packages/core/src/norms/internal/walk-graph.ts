import type * as tfl from "@tensorflow/tfjs-layers";
import { builtInClass } from "../../linear-maps/internal/built-in-class.ts";
import { WHERE } from "./place.ts";

type Layer = tfl.layers.Layer;

/**
 * A model, as far as its graph goes.
 *
 * @internal
 */
export type Container = Layer & Pick<tfl.LayersModel, "inputs" | "outputs" | "layers">;

/**
 * Folds a functional graph from its inputs to its outputs, into nested models too.
 *
 * Each application of a layer is visited once, after all that it depends on; a shared layer once for each of its places.
 *
 * @param model - the model
 * @param inputs - what flows into it, one an input
 * @param visit - what a layer makes of what flows into it
 * @param where - who asks, for errors
 * @returns what flows out, one an output
 * @throws RangeError if an input is not one of the model's
 * @internal
 */
export function walkGraph<Signal>(
  model: Container,
  inputs: readonly Signal[],
  visit: (layer: Layer, inputs: readonly Signal[]) => readonly Signal[],
  where: string = WHERE,
): readonly Signal[] {
  builtInClass(where, model); // a subclass may call its layers in any other way
  const signals = new Map<tfl.SymbolicTensor, Signal>();
  const set = (tensors: readonly tfl.SymbolicTensor[], values: readonly Signal[]): void => {
    for (const [i, tensor] of tensors.entries()) {
      const value = values[i];
      if (value !== undefined) signals.set(tensor, value);
    }
  };
  const signalOf = (tensor: tfl.SymbolicTensor): Signal => {
    const known = signals.get(tensor);
    if (known !== undefined) return known;
    const { sourceLayer: layer, nodeIndex } = tensor;
    const node = layer.inboundNodes[nodeIndex];
    if (node === undefined || node.inboundLayers.length === 0) {
      throw new RangeError(
        `${where}: ${model.name} must be connected to its inputs, received ${layer.name} on its own`,
      );
    }
    const incoming = node.inputTensors.map(signalOf);
    set(node.outputTensors, isContainer(layer) ? walkGraph(layer, incoming, visit, where) : visit(layer, incoming));
    const signal = signals.get(tensor);
    if (signal === undefined)
      throw new RangeError(`${where}: layer ${layer.name} must give all its outputs, received fewer`);
    return signal;
  };
  set(model.inputs, inputs);
  return model.outputs.map(signalOf);
}

/**
 * The layers of a model with the names of the nested models around them.
 *
 * @param model - the model
 * @returns each layer's path, such as `body/dense`
 * @internal
 */
export function layerPaths(model: Container): ReadonlyMap<Layer, string> {
  const paths = new Map<Layer, string>();
  const add = (container: Container, prefix: string): void => {
    for (const layer of container.layers) {
      if (isContainer(layer)) add(layer, `${prefix}${layer.name}/`);
      else paths.set(layer, `${prefix}${layer.name}`);
    }
  };
  add(model, "");
  return paths;
}

function isContainer(layer: Layer): layer is Container {
  const { inputs, outputs, layers } = layer as Partial<Container>;
  return inputs !== undefined && outputs !== undefined && layers !== undefined;
}
