import type { ModelArtifacts } from "../format/model-artifacts.ts";
import { type Operation, sizeOf } from "./operation.ts";
import { readLayer } from "./read-layer.ts";
import { type Layer, type Model, readTopology, type Reference } from "./read-topology.ts";
import { type Weights, weightsOf } from "./read-weights.ts";
import { demand, Refusal } from "./rounding.ts";

/** A model as the checker reads it. */
export interface Network {
  readonly name: string;
  readonly inputShape: readonly number[];
  readonly operations: readonly Operation[];
  /** Number of entries of the inputs that are held constant, by their name; in the order of their operations. */
  readonly fixedInputs: ReadonlyMap<string, number>;
}

/** A model at one place: its inputs are what flows in there. */
interface Place {
  readonly model: Model;
  readonly prefix: string;
  /** Null for the model itself. */
  readonly outer: { readonly place: Place; readonly feeds: readonly Reference[] } | null;
  /** What is known of applications of layers: the index of their output, null while it is not finished. */
  readonly done: Map<string, number | null>;
  readonly inner: Map<string, Place>;
}

interface Walk {
  readonly weights: Weights;
  readonly inputShape: readonly number[];
  readonly operations: Operation[];
  readonly fixedInputs: Map<string, number>;
  /** How often a layer was applied, by its path. */
  readonly times: Map<string, number>;
}

/**
 * The operations of a model: depth first from its output, inputs in order, each operation after those that it depends on.
 *
 * @param artifacts - the model
 * @param inputShape - shape of a sample, which must fit the model's
 * @returns the operations
 * @internal
 */
export function readModel(artifacts: ModelArtifacts, inputShape: readonly number[]): Network {
  const model = readTopology(artifacts.modelTopology);
  const [first = ""] = model.inputs;
  demandShape(model.layers.get(first), inputShape);
  const walk = { weights: weightsOf(artifacts), inputShape, operations: [], fixedInputs: new Map(), times: new Map() };
  const place = {
    model,
    prefix: "",
    outer: null,
    done: new Map([[key({ layer: first, node: 0 }), 0]]),
    inner: new Map(),
  };
  visit(walk, place, model.output);
  demand(walk.operations.length > 0, () => "the model must compute something, but its output is its input");
  const { operations, fixedInputs } = walk;
  return { name: model.name, inputShape, operations, fixedInputs };
}

/** Walks with a stack of its own, since models may be deep. */
function visit(walk: Walk, from: Place, output: Reference): void {
  const open: { place: Place; reference: Reference; index: number[] }[] = [];
  const begin = (place: Place, reference: Reference): number | null => {
    const [own, target] = enter(place, reference);
    const known = own.done.get(key(target));
    demand(known !== null, () => `the model must have no cycles, but layer ${target.layer} is on one`);
    if (known !== undefined) return known;
    own.done.set(key(target), null);
    open.push({ place: own, reference: target, index: [] });
    return null;
  };
  begin(from, output);
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const { place, reference, index } = top;
    const layer = layerOf(place, reference);
    const feed = layer.className === "InputLayer" ? undefined : nodeOf(layer, reference)[index.length];
    if (feed !== undefined) {
      const known = begin(place, feed);
      if (known !== null) index.push(known);
      continue;
    }
    place.done.set(key(reference), append(walk, place.prefix, layer, index));
    open.pop(); // the layer below asks again for what is known now
  }
}

/** Goes into models in the model, and out of them by their input layers, until there is a layer to apply. */
function enter(from: Place, reference: Reference): readonly [Place, Reference] {
  let place = from;
  let target = reference;
  for (let step = 0; step < 10_000; step++) {
    const layer = layerOf(place, target);
    if (layer.className === "InputLayer") {
      const position = place.model.inputs.indexOf(layer.name);
      demand(position >= 0 && target.node === 0, () => `layer ${layer.name} must be an input of its model`);
      if (place.outer === null) return [place, target];
      target = place.outer.feeds[position] as Reference; // as many as inputs
      place = place.outer.place;
      continue;
    }
    const feeds = nodeOf(layer, target);
    if (layer.model === null) return [place, target];
    const { model } = layer;
    demand(
      feeds.length === model.inputs.length,
      () => `model ${layer.name} must be fed ${model.inputs.length} inputs, received ${feeds.length}`,
    );
    const inner: Place = place.inner.get(key(target)) ?? {
      model,
      prefix: `${place.prefix}${layer.name}/`,
      outer: { place, feeds },
      done: new Map(),
      inner: new Map(),
    };
    place.inner.set(key(target), inner);
    place = inner;
    target = model.output;
  }
  throw new Refusal("the model must have no cycles, but models in it go round in one");
}

function key({ layer, node }: Reference): string {
  return `${node}:${layer}`;
}

function layerOf(place: Place, { layer }: Reference): Layer {
  const found = place.model.layers.get(layer);
  demand(found !== undefined, () => `layer ${place.prefix}${layer} must be in its model`);
  return found;
}

function nodeOf(layer: Layer, { node }: Reference): readonly Reference[] {
  const feeds = layer.nodes[node];
  demand(feeds !== undefined, () => `layer ${layer.name} must have an application ${node}`);
  return feeds;
}

/** Appends the operations of a layer; returns the index of the last. */
function append(walk: Walk, prefix: string, layer: Layer, inputs: readonly number[]): number {
  const { operations, inputShape, weights } = walk;
  const path = `${prefix}${layer.name}`;
  const times = (walk.times.get(path) ?? 0) + 1;
  walk.times.set(path, times);
  const title = times === 1 ? path : `${path}#${times}`;
  const shapeOf = (index: number): readonly number[] => operations[index - 1]?.shape ?? inputShape;
  const sourceOf = (index: number): Operation | null => operations[index - 1] ?? null;
  if (layer.className === "InputLayer") {
    const shape = demandShape(layer, null);
    walk.fixedInputs.set(layer.name, sizeOf(shape));
    const action = { type: "fixed" } as const;
    const fixed = { name: title, kind: "Fixed", inputs: [], inputShapes: [], shape, action, isVaried: false };
    return operations.push({ ...fixed, upper: 0, lower: 0, convolution: null, scale: null });
  }
  let current = inputs;
  const call = {
    layer,
    shapes: inputs.map(shapeOf),
    sources: inputs.map(sourceOf),
    sourceOf: (operation: Operation) => sourceOf(operation.inputs[0] ?? 0),
    weights,
  };
  for (const { suffix, ...part } of readLayer(call)) {
    demandSize(title, part.shape);
    const isVaried = current.some((index) => index === 0 || operations[index - 1]?.isVaried === true);
    const own = { ...part, name: `${title}${suffix}`, inputs: current, inputShapes: current.map(shapeOf), isVaried };
    current = [operations.push(own)];
  }
  return current[0] as number; // a layer has a part
}

/** The shape of a sample of an input layer; a given shape stands for axes that are open. */
function demandShape(layer: Layer | undefined, given: readonly number[] | null): readonly number[] {
  const name = layer?.name ?? "";
  const batch: unknown = layer?.settings.get("batchInputShape") ?? layer?.settings.get("batchShape");
  demand(Array.isArray(batch), () => `input ${name} must have a batch_input_shape`);
  const wanted: readonly unknown[] = batch.slice(1);
  const shape = given ?? wanted.map(Number);
  demand(
    shape.length === wanted.length && wanted.every((n, axis) => (n === null ? given !== null : n === shape[axis])),
    () => `the shape of input ${name} must be [${wanted.map(String).join(", ")}], received [${shape.join(", ")}]`,
  );
  demandSize(name, shape);
  return shape;
}

function demandSize(name: string, shape: readonly number[]): void {
  demand(
    shape.length > 0 &&
      shape.length <= 32 &&
      shape.every((n) => Number.isInteger(n) && n >= 1) &&
      sizeOf(shape) <= 2 ** 26,
    () =>
      `shape at layer ${name} must have integers >= 1 whose product is at most 2^26, received [${shape.join(", ")}]`,
  );
}
