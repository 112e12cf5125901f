import { isList, isObject, type JsonObject, own, shown } from "./json.ts";

/** One output of one application of a layer. */
export interface Reference {
  readonly layer: string;
  /** Which of the layer's applications. */
  readonly call: number;
}

/** A layer of a model, or a model in a model. */
export interface LayerNode {
  readonly name: string;
  readonly kind: string;
  readonly config: JsonObject;
  /** The model, where the layer is one. */
  readonly model: ModelGraph | null;
  /** For each application what flows in. */
  readonly calls: readonly (readonly Reference[])[];
}

/** A model as layers that refer to each other. */
export interface ModelGraph {
  readonly name: string;
  readonly layers: ReadonlyMap<string, LayerNode>;
  /** Names of the input layers. */
  readonly inputs: readonly string[];
  readonly output: Reference;
}

/** Models in models in models. */
const DEEPEST = 32;
const MOST_LAYERS = 100_000;

/**
 * Reads the topology of a model as TensorFlow.js and Keras 2 write it.
 *
 * @param topology - `modelTopology`, parsed
 * @returns the layers and how they are connected; a sequential model gets an input layer if it has none
 * @throws RangeError for everything else
 * @internal
 */
export function modelGraph(topology: unknown): ModelGraph {
  const model = isObject(topology) ? (own(topology, "model_config") ?? topology) : topology;
  return readModel(model, "model", 0);
}

/**
 * The class names of models.
 *
 * @internal
 */
export const MODELS: ReadonlySet<string> = new Set(["Sequential", "Model", "Functional"]);

function readModel(model: unknown, fallbackName: string, depth: number): ModelGraph {
  if (depth > DEEPEST) throw refusal(fallbackName, `models must be nested at most ${DEEPEST} deep, received more`);
  const kind = isObject(model) ? own(model, "class_name") : undefined;
  const config = isObject(model) ? own(model, "config") : undefined;
  if (typeof kind !== "string" || !MODELS.has(kind)) {
    throw refusal(fallbackName, `class_name must be Sequential, Model or Functional, received ${shown(kind)}`);
  }
  const name = isObject(config) ? own(config, "name") : undefined;
  const title = typeof name === "string" ? name : fallbackName;
  const layers = isObject(config) ? own(config, "layers") : config;
  if (!isList(layers)) throw refusal(title, `config must have layers, received ${shown(layers)}`);
  if (layers.length > MOST_LAYERS)
    throw refusal(title, `there must be at most ${MOST_LAYERS} layers, received ${layers.length}`);
  if (kind === "Sequential") return sequentialModel(title, layers, depth);
  return functionalModel(title, isObject(config) ? config : {}, layers, depth);
}

function sequentialModel(name: string, entries: readonly unknown[], depth: number): ModelGraph {
  const layers = new Map<string, LayerNode>();
  let previous: Reference | undefined;
  let input = "";
  for (const entry of entries) {
    const layer = readLayer(name, entry, depth);
    if (previous === undefined) {
      // The input layer is the first layer, or takes its name, which no other layer can have.
      input = layer.kind === "InputLayer" ? layer.name : `${layer.name} input`;
      layers.set(input, layer.kind === "InputLayer" ? layer : inputLayerFor(input, layer));
      previous = { layer: input, call: 0 };
      if (layer.kind === "InputLayer") continue;
    }
    if (layers.has(layer.name))
      throw refusal(name, `layers must have names of their own, received ${layer.name} twice`);
    layers.set(layer.name, { ...layer, calls: [[previous]] });
    previous = { layer: layer.name, call: 0 };
  }
  if (previous === undefined) throw refusal(name, "there must be layers, received none");
  return { name, layers, inputs: [input], output: previous };
}

/** An input layer of the shape that the first layer of a sequential model is given. */
function inputLayerFor(name: string, first: LayerNode): LayerNode {
  let layer = first;
  while (layer.model !== null) {
    const next = layer.model.layers.get(layer.model.inputs[0] ?? "");
    if (next === undefined) break;
    layer = next;
  }
  return { name, kind: "InputLayer", config: layer.config, model: null, calls: [] };
}

function functionalModel(name: string, config: JsonObject, entries: readonly unknown[], depth: number): ModelGraph {
  const layers = new Map<string, LayerNode>();
  const inbound = new Map<string, unknown>();
  for (const entry of entries) {
    const layer = readLayer(name, entry, depth);
    if (layers.has(layer.name))
      throw refusal(name, `layers must have names of their own, received ${layer.name} twice`);
    layers.set(layer.name, layer);
    inbound.set(layer.name, isObject(entry) ? own(entry, "inbound_nodes") : undefined);
  }
  for (const [own_, nodes] of inbound) {
    const layer = layers.get(own_);
    if (layer !== undefined) layers.set(own_, { ...layer, calls: readCalls(own_, nodes, layers) });
  }
  const inputs = ends(name, config, "input_layers").map((end) => readReference(name, end, layers).layer);
  const outputs = ends(name, config, "output_layers").map((end) => readReference(name, end, layers));
  const [output] = outputs;
  if (output === undefined || outputs.length !== 1) {
    throw refusal(name, `there must be one output, received ${outputs.length}`);
  }
  if (inputs.length === 0 || new Set(inputs).size !== inputs.length) {
    throw refusal(name, `there must be inputs, each once, received ${shown(inputs)}`);
  }
  const other = inputs.find((input) => layers.get(input)?.kind !== "InputLayer");
  if (other !== undefined) throw refusal(name, `inputs must be of class InputLayer, received ${other}`);
  return { name, layers, inputs, output };
}

function readLayer(model: string, entry: unknown, depth: number): LayerNode {
  const kind = isObject(entry) ? own(entry, "class_name") : undefined;
  const config = isObject(entry) ? own(entry, "config") : undefined;
  if (!isObject(entry) || typeof kind !== "string" || (!isObject(config) && !(MODELS.has(kind) && isList(config)))) {
    throw refusal(model, `a layer must have class_name and config, received ${shown(entry)}`);
  }
  const ownName = isObject(config) ? own(config, "name") : undefined;
  const name = own(entry, "name") ?? ownName;
  if (typeof name !== "string" || (ownName !== undefined && ownName !== name)) {
    throw refusal(model, `a layer of class ${shown(kind)} must have one name, received ${shown(name)}`);
  }
  const inner = MODELS.has(kind) ? readModel(entry, name, depth + 1) : null;
  return { name, kind, config: isObject(config) ? config : {}, model: inner, calls: [] };
}

function readCalls(
  name: string,
  nodes: unknown,
  layers: ReadonlyMap<string, LayerNode>,
): readonly (readonly Reference[])[] {
  if (!isList(nodes)) throw refusal(name, `inbound_nodes must be a list, received ${shown(nodes)}`);
  return nodes.map((node) => {
    if (!isList(node)) {
      throw refusal(name, `inbound_nodes must be lists of [layer, node, tensor], received ${shown(node)} (Keras 3?)`);
    }
    return node.map((entry) => readReference(name, entry, layers));
  });
}

function readReference(name: string, entry: unknown, layers: ReadonlyMap<string, LayerNode>): Reference {
  const [layer, node, tensor, settings] = isList(entry) ? entry : [];
  if (typeof layer !== "string" || typeof node !== "number" || !Number.isInteger(node) || tensor !== 0) {
    throw refusal(name, `connections must be [layer, node, 0], received ${shown(entry)}`);
  }
  const target = layers.get(layer);
  if (target === undefined) throw refusal(name, `connections must be to layers of the model, received ${layer}`);
  for (const [key, value] of Object.entries(isObject(settings) ? settings : {})) {
    if (value === null || (key === "training" && value === false)) continue;
    throw refusal(name, `it must be called without further arguments, received ${key}`);
  }
  // A model's node 0 is its own making, so its first application is node 1.
  return { layer, call: target.model === null ? node : node - 1 };
}

function ends(name: string, config: JsonObject, key: string): readonly unknown[] {
  const list = own(config, key);
  if (!isList(list)) throw refusal(name, `${key} must be a list, received ${shown(list)}`);
  return list;
}

function refusal(name: string, message: string): RangeError {
  return new RangeError(`layer ${name}: ${message}`);
}
