import { demand } from "./rounding.ts";

/** The settings of a layer by their names in TensorFlow.js, such as `kernelSize`; none for null. */
export type Settings = ReadonlyMap<string, unknown>;

/** One application of a layer: which, and how many came before. */
export interface Reference {
  readonly layer: string;
  readonly node: number;
}

/** A layer, or a model in the model. */
export interface Layer {
  readonly name: string;
  readonly className: string;
  readonly settings: Settings;
  /** Of a model in the model. */
  readonly model: Model | null;
  /** What flows in, for each application. */
  readonly nodes: readonly (readonly Reference[])[];
}

/** A model: layers that refer to each other. */
export interface Model {
  readonly name: string;
  readonly layers: ReadonlyMap<string, Layer>;
  /** Its input layers, in order. */
  readonly inputs: readonly string[];
  readonly output: Reference;
}

const MODELS: ReadonlySet<unknown> = new Set(["Sequential", "Model", "Functional"]);

/**
 * Reads the topology of a model as TensorFlow.js 4.22 and Keras 2 write it.
 *
 * @param topology - the parsed JSON
 * @returns the layers and how they are connected
 * @internal
 */
export function readTopology(topology: unknown): Model {
  const outer = objectOf("modelTopology", topology);
  return readModel(objectOf("model_config", outer.get("model_config") ?? topology), "model", 0);
}

function readModel(model: Settings, unnamed: string, depth: number): Model {
  demand(depth < 32, () => "models in the model must be nested less than 32 deep");
  const className = model.get("class_name");
  demand(MODELS.has(className), () => `class_name of a model must be Sequential, Model or Functional`);
  const config = model.get("config");
  const settings: Settings = Array.isArray(config) ? new Map([["layers", config]]) : objectOf("config", config);
  const named = settings.get("name");
  const name = typeof named === "string" ? named : unnamed;
  const entries = listOf(`layers of ${name}`, settings.get("layers")).map((entry) =>
    objectOf(`layer of ${name}`, entry),
  );
  const layers = entries.map((entry) => readLayer(entry, depth));
  return className === "Sequential" ? chain(name, layers) : graph(name, settings, entries, layers);
}

function readLayer(entry: Settings, depth: number): Layer {
  const className = entry.get("class_name");
  demand(typeof className === "string", () => "a layer must have a class_name");
  const config = entry.get("config");
  const plain: Settings = Array.isArray(config) ? new Map() : objectOf(`config of a ${className}`, config);
  const name = entry.get("name") ?? plain.get("name");
  demand(
    typeof name === "string" && (plain.get("name") ?? name) === name,
    () => `a layer of class ${className} must have one name, received ${String(name)}`,
  );
  const settings = new Map<string, unknown>();
  const seen = new Set<string>();
  for (const [key, value] of plain) {
    const camel = key.replace(/_+(\w|$)/g, (_, letter: string) => letter.toUpperCase()); // as TensorFlow.js does
    demand(!seen.has(camel), () => `layer ${name} must have each setting once, received ${camel} twice`);
    seen.add(camel);
    if (value !== null) settings.set(camel, value);
  }
  const model = MODELS.has(className) ? readModel(entry, name, depth + 1) : null;
  return { name, className, settings, model, nodes: [] };
}

/** A sequential model: each layer is fed by the one before, the first by an input layer of the shape that it is given. */
function chain(name: string, layers: readonly Layer[]): Model {
  const [first] = layers;
  demand(first !== undefined, () => `model ${name} must have layers`);
  const found = new Map<string, Layer>();
  let shaped = first;
  while (shaped.model !== null) shaped = shaped.model.layers.get(shaped.model.inputs[0] ?? "") as Layer; // its first input is one
  const input = { ...shaped, className: "InputLayer", name: first === shaped && isInput(first) ? first.name : "" };
  let previous: Reference = { layer: input.name, node: 0 };
  found.set(input.name, { ...input, model: null, nodes: [] });
  for (const layer of layers.slice(input.name === "" ? 0 : 1)) {
    demand(!found.has(layer.name), () => `layers of ${name} must have different names, received ${layer.name} twice`);
    found.set(layer.name, { ...layer, nodes: [[previous]] });
    previous = { layer: layer.name, node: 0 };
  }
  return { name, layers: found, inputs: [input.name], output: previous };
}

function graph(name: string, settings: Settings, entries: readonly Settings[], layers: readonly Layer[]): Model {
  const found = new Map(layers.map((layer) => [layer.name, layer]));
  demand(found.size === layers.length, () => `layers of ${name} must have different names`);
  const reference = (value: unknown): Reference => {
    const [layer, node, tensor, extra] = listOf(`a connection in ${name}`, value);
    const target = found.get(String(layer));
    demand(
      target !== undefined && Number.isInteger(node) && tensor === 0,
      () => `connections in ${name} must be [layer, node, 0] as Keras 2 writes them, received ${String(layer)}`,
    );
    for (const [key, setting] of objectOf("settings of a connection", extra ?? {})) {
      demand(
        setting === null || (key === "training" && setting === false),
        () => `layer ${target.name} must be applied without further arguments, received ${key}`,
      );
    }
    // Node 0 of a model is its own making.
    return { layer: target.name, node: Number(node) - (target.model === null ? 0 : 1) };
  };
  const references = (value: unknown): readonly Reference[] => listOf(`connections in ${name}`, value).map(reference);
  for (const [i, layer] of layers.entries()) {
    const nodes = listOf(`inbound_nodes of ${layer.name}`, entries[i]?.get("inbound_nodes")).map(references);
    found.set(layer.name, { ...layer, nodes });
  }
  const inputs = references(settings.get("input_layers")).map(({ layer }) => layer);
  const [output, ...others] = references(settings.get("output_layers"));
  demand(output !== undefined && others.length === 0, () => `model ${name} must have one output`);
  demand(
    inputs.length > 0 && new Set(inputs).size === inputs.length && inputs.every((input) => isInput(found.get(input))),
    () => `input_layers of ${name} must be different layers of class InputLayer`,
  );
  return { name, layers: found, inputs, output };
}

function isInput(layer: Layer | undefined): boolean {
  return layer?.className === "InputLayer";
}

function objectOf(what: string, value: unknown): Settings {
  demand(typeof value === "object" && value !== null && !Array.isArray(value), () => `${what} must be an object`);
  return new Map(Object.entries(value));
}

function listOf(what: string, value: unknown): readonly unknown[] {
  demand(Array.isArray(value), () => `${what} must be a list`);
  return value;
}
