import type { ModelArtifacts } from "@lipschitz-gan/certificates";

/** Settings of a layer as they are in JSON. */
export type Config = Readonly<Record<string, unknown>>;

/** A layer of a functional model. */
export interface Layer {
  readonly name: string;
  readonly class_name: string;
  readonly config: unknown;
  readonly inbound_nodes: unknown;
}

/** A weight of a model that is made by hand. */
export interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number>;
}

/** A model of a topology and float32 weights. */
export function handMade(modelTopology: unknown, weights: readonly Weight[] = []): ModelArtifacts {
  return {
    modelTopology,
    weightSpecs: weights.map(({ name, shape }) => ({ name, shape, dtype: "float32" })),
    weightData: Float32Array.from(weights.flatMap(({ values }) => Array.from(values))).buffer,
  };
}

/** The topology of a sequential model: each layer as `[class, settings]`. */
export function sequential(shape: readonly (number | null)[], layers: readonly (readonly [string, Config])[]): unknown {
  const entries = layers.map(([kind, config], i) => ({
    class_name: kind,
    config: { name: `layer${i + 1}`, ...(i === 0 ? { batch_input_shape: [null, ...shape] } : {}), ...config },
  }));
  return { class_name: "Sequential", config: { name: "critic", layers: entries } };
}

/** An input layer of a functional model. */
export function input(name: string, shape: readonly (number | null)[]): Layer {
  return { name, class_name: "InputLayer", config: { name, batch_input_shape: [null, ...shape] }, inbound_nodes: [] };
}

/** A layer of a functional model that is applied once, to outputs `[name, node]` of others. */
export function layer(name: string, kind: string, config: Config, from: readonly (readonly [string, number])[]): Layer {
  return {
    name,
    class_name: kind,
    config: { name, ...config },
    inbound_nodes: [from.map(([other, node]) => [other, node, 0, {}])],
  };
}

/** The topology of a functional model. */
export function functional(
  layers: readonly Layer[],
  inputs: readonly string[],
  output: readonly [string, number],
): unknown {
  return {
    class_name: "Functional",
    config: {
      name: "critic",
      layers,
      input_layers: inputs.map((name) => [name, 0, 0]),
      output_layers: [[...output, 0]],
    },
  };
}
