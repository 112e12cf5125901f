import type { FixedInput, Operation } from "../operation.ts";
import { type LayerCall, layerError, type Signal } from "./layer-call.ts";
import type { ModelGraph, Reference } from "./model-graph.ts";
import { readLayer } from "./read-layer.ts";
import { sampleShape } from "./sample-shape.ts";
import { type Place, placeOf, type Scope } from "./scope.ts";
import { checkedSize } from "./sizes.ts";
import type { WeightReader } from "./weights.ts";

/** The operations of a model. */
export interface WalkedModel {
  readonly operations: readonly Operation[];
  readonly fixedInputs: readonly FixedInput[];
  readonly output: Signal;
}

/**
 * The operations of a model: depth first from its output, inputs in order, each once.
 *
 * @param graph - the model
 * @param weights - finds weights
 * @param input - the varied input
 * @returns the operations
 * @throws RangeError that names the layer
 * @internal
 */
export function walkModel(graph: ModelGraph, weights: WeightReader, input: Signal): WalkedModel {
  const walk: Walk = { weights, operations: [], signals: [], fixedInputs: [], paths: new Map(), entries: 0 };
  const outermost = { graph, prefix: "", outer: null, feeds: [], results: new Map(), inner: new Map(), input };
  const output = resolve(walk, outermost, graph.output);
  return { operations: walk.operations, fixedInputs: walk.fixedInputs, output };
}

/** What has been read so far. */
interface Walk {
  readonly weights: WeightReader;
  readonly operations: Operation[];
  /** What the operations give. */
  readonly signals: Signal[];
  readonly fixedInputs: FixedInput[];
  /** How often a layer has been applied. */
  readonly paths: Map<string, number>;
  /** Numbers in all signals together. */
  entries: number;
}

const MOST_OPERATIONS = 20_000;
const MOST_ENTRIES = 2 ** 27;

/** Without recursion: models may be deep. */
function resolve(walk: Walk, outermost: Scope, output: Reference): Signal {
  const { graph } = outermost;
  const target = placeOf(outermost, output);
  if ("index" in target) return target;
  const open: { readonly place: Place; readonly inputs: Signal[] }[] = [begin(target)];
  for (;;) {
    const top = open.at(-1);
    if (top === undefined) throw new RangeError("readNetwork: the model must have an output, received none");
    const { place, inputs } = top;
    const feed = place.feeds[inputs.length];
    if (feed === undefined) {
      const signal = apply(walk, place, inputs);
      place.scope.results.set(place.key, signal);
      open.pop();
      const below = open.at(-1);
      if (below === undefined) return signal;
      below.inputs.push(signal);
      continue;
    }
    const next = placeOf(place.scope, feed);
    if ("index" in next) inputs.push(next);
    else open.push(begin(next));
    // Each place that is open becomes an operation, and models in models can hold very many.
    if (open.length > MOST_OPERATIONS) throw tooLarge({ path: graph.name });
  }
}

function begin(place: Place): { readonly place: Place; readonly inputs: Signal[] } {
  place.scope.results.set(place.key, null);
  return { place, inputs: [] };
}

/** Appends the operations of a layer. */
function apply(walk: Walk, { scope, node }: Place, inputs: readonly Signal[]): Signal {
  const path = `${scope.prefix}${node.name}`;
  const times = (walk.paths.get(path) ?? 0) + 1;
  walk.paths.set(path, times);
  const title = times === 1 ? path : `${path}#${times}`;
  if (node.kind === "InputLayer") {
    const shape = sampleShape(scope.graph, node.name, undefined);
    const index = walk.fixedInputs.push({ name: node.name, shape, size: checkedSize({ path }, shape) }) - 1;
    return append(walk, {
      name: title,
      kind: "Fixed",
      inputs: [],
      inputShapes: [],
      outputShape: shape,
      action: { type: "fixed", index },
      isVaried: false,
    });
  }
  const call: LayerCall = {
    path: title,
    kind: node.kind,
    config: node.config,
    inputs,
    weight: (name, shape) => walk.weights({ path: title, name: node.name }, name, shape),
    source: ({ index }) => {
      const operation = walk.operations[index - 1];
      return operation === undefined
        ? undefined
        : { action: operation.action, inputs: operation.inputs.flatMap((input) => walk.signals[input - 1] ?? []) };
    },
  };
  let current = inputs;
  for (const { suffix, kind, outputShape, action } of readLayer(call)) {
    const operation = {
      name: `${title}${suffix}`,
      kind,
      inputs: current.map(({ index }) => index),
      inputShapes: current.map(({ shape }) => shape),
      outputShape,
      action,
      isVaried: current.some(({ isVaried }) => isVaried),
    };
    current = [append(walk, operation)];
  }
  const [signal] = current;
  if (signal === undefined) throw layerError({ path }, "it must give an output, received none");
  return signal;
}

function append(walk: Walk, operation: Operation): Signal {
  const layer = { path: operation.name };
  walk.entries += checkedSize(layer, operation.outputShape);
  if (walk.entries > MOST_ENTRIES || walk.operations.length >= MOST_OPERATIONS) {
    throw tooLarge(layer);
  }
  const signal = { index: walk.operations.push(operation), shape: operation.outputShape, isVaried: operation.isVaried };
  walk.signals.push(signal);
  return signal;
}

function tooLarge(layer: { readonly path: string }): RangeError {
  return layerError(
    layer,
    `a model must have at most ${MOST_OPERATIONS} operations and 2^27 entries in all their outputs, received more`,
  );
}
