import type { WeightSpec } from "@lipschitz-gan/certificates";
import { createRng, type RandomStream, type Rng } from "@lipschitz-gan/core";
import type { ReferenceAction, ReferenceOperation } from "../../oracles/reference-network.ts";

/** What flows from one layer to others. */
export interface Flow {
  /** The layer that it comes from, and which of its applications. */
  readonly layer: string;
  readonly node: number;
  /** Shape of one sample. */
  readonly shape: readonly number[];
  /** 0 for the model's input, i for operation i - 1. */
  readonly operation: number;
}

/** A layer as `model.json` keeps it. */
export interface LayerJson {
  readonly name: string;
  readonly class_name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inbound_nodes: (readonly (readonly unknown[])[])[];
}

/** One operation that a layer is made of. */
export interface LayerPart {
  /** What is appended to the layer's path: nothing, `:depthwise`, `:activation`. */
  readonly suffix: string;
  readonly kind: string;
  readonly action: ReferenceAction;
  /** Number of outputs. */
  readonly outputs: number;
}

/** A layer before it is applied. */
export interface LayerPlan {
  readonly className: string;
  readonly config: Readonly<Record<string, unknown>>;
  /** Shape of one sample of its output. */
  readonly shape: readonly number[];
  readonly parts: readonly LayerPart[];
}

/** Gives a weight other values than its own. */
export type Alteration = (name: string, values: Float32Array) => Float32Array;

/** What is collected over all models within a model. */
export interface Collected {
  readonly weights: { readonly spec: WeightSpec; readonly values: Float32Array }[];
  readonly operations: ReferenceOperation[];
  readonly rng: Rng;
  readonly alter: Alteration;
  /** How many layers there are, for their names. */
  count: number;
  /** Whether TensorFlow.js 4.22 computes all layers. */
  runsInTensorFlow: boolean;
  /** No sample becomes larger than this: what would make one larger is left out. */
  readonly largest: number;
}

/** Enough for small pictures. */
const LARGEST = 160;

/** An empty collection. */
export function collected(
  { seed, input }: { readonly seed: number; readonly input: readonly number[] },
  alter: Alteration,
): Collected {
  const size = input.reduce((total, n) => total * n, 1);
  const largest = size > LARGEST ? 4 * size : LARGEST;
  return { weights: [], operations: [], rng: createRng(seed), alter, count: 0, runsInTensorFlow: true, largest };
}

/** One model while its layers are put together: their JSON here, weights and operations in what is collected. */
export class CriticScope {
  readonly layers: LayerJson[] = [];
  readonly collected: Collected;
  /** Names of the models around it, each with a slash. */
  readonly path: string;
  /** Whether every layer so far has one input, the layer before. */
  isChain = true;

  constructor(all: Collected, path: string) {
    this.collected = all;
    this.path = path;
  }

  /** A name that no layer has. */
  newName(stem: string): string {
    this.collected.count++;
    return `${stem}${this.collected.count}`;
  }

  /** Where random entries of a layer come from: the same whatever other layers there are. */
  random(name: string): RandomStream {
    return this.collected.rng.stream(name);
  }

  /** Adds a weight, and gives back its values, altered where they are to be. */
  weight(layer: string, name: string, shape: readonly number[], values: Float32Array): Float32Array {
    const full = `${layer}/${name}`;
    const altered = this.collected.alter(full, values);
    this.collected.weights.push({ spec: { name: full, shape, dtype: "float32" }, values: altered });
    return altered;
  }

  /** The input layer. */
  input(shape: readonly number[], operation: number): Flow {
    const name = this.newName("input");
    const config = { batch_input_shape: [null, ...shape], dtype: "float32", sparse: false, name };
    this.layers.push({ name, class_name: "InputLayer", config, inbound_nodes: [] });
    return { layer: name, node: 0, shape, operation };
  }

  /** Applies a layer, for the first time or again. */
  apply(name: string, plan: LayerPlan, inputs: readonly Flow[]): Flow {
    const layer = this.layerOf(name, plan, inputs);
    const node = layer.inbound_nodes.length - 1;
    const path = `${this.path}${name}${node === 0 ? "" : `#${node + 1}`}`;
    let from = inputs.map(({ operation }) => operation);
    for (const { suffix, kind, action, outputs } of plan.parts) {
      const { operations } = this.collected;
      operations.push({ name: path + suffix, kind, inputs: from, outputs, action });
      from = [operations.length];
    }
    return { layer: name, node, shape: plan.shape, operation: from[0] ?? 0 };
  }

  /** Applies a model as a layer. Its own input is its node 0, as in TensorFlow.js and Keras. */
  applyModel(
    name: string,
    className: string,
    config: Readonly<Record<string, unknown>>,
    input: Flow,
    output: Flow,
  ): Flow {
    const { inbound_nodes } = this.layerOf(name, { className, config }, [input]);
    return { layer: name, node: inbound_nodes.length, shape: output.shape, operation: output.operation };
  }

  private layerOf(
    name: string,
    { className, config }: Pick<LayerPlan, "className" | "config">,
    inputs: readonly Flow[],
  ): LayerJson {
    if (inputs.length !== 1 || inputs[0]?.layer !== this.layers.at(-1)?.name) this.isChain = false;
    const known = this.layers.find((layer) => layer.name === name);
    const nodes = inputs.map(({ layer, node }) => [layer, node, 0, {}]);
    if (known !== undefined) {
      this.isChain = false;
      known.inbound_nodes.push(nodes);
      return known;
    }
    const added = { name, class_name: className, config: { ...config, name }, inbound_nodes: [nodes] };
    this.layers.push(added);
    return added;
  }

  /** The model's own configuration. */
  config(name: string, input: Flow, output: Flow): Readonly<Record<string, unknown>> {
    const ends = [input, output].map(({ layer, node }) => [[layer, node, 0]]);
    return { name, layers: this.layers, input_layers: ends[0], output_layers: ends[1] };
  }

  /** The configuration as a Sequential model; only of chains with a layer besides the input. */
  sequentialConfig(name: string): Readonly<Record<string, unknown>> {
    const [input, first, ...rest] = this.layers;
    const bare = [first, ...rest].flatMap((layer) =>
      layer === undefined ? [] : [{ class_name: layer.class_name, config: layer.config }],
    );
    const [start, ...others] = bare;
    const shape = input?.config["batch_input_shape"];
    return {
      name,
      layers: [
        ...(start === undefined ? [] : [{ ...start, config: { ...start.config, batch_input_shape: shape } }]),
        ...others,
      ],
    };
  }
}
