import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A weight of a model made by hand: shape and values. */
export type HandWeight = readonly [shape: readonly number[], values: readonly number[]];

/** Writes a Sequential model of layers given by class and config, with float32 weights by name, as `model.save` would. */
export function writeModel(
  folder: string,
  layers: readonly (readonly [className: string, config: Readonly<Record<string, unknown>>])[],
  weights: Readonly<Record<string, HandWeight>>,
): string {
  mkdirSync(folder, { recursive: true });
  const entries = Object.entries(weights);
  const json = {
    format: "layers-model",
    modelTopology: {
      class_name: "Sequential",
      config: { name: "by_hand", layers: layers.map(([class_name, config]) => ({ class_name, config })) },
    },
    weightsManifest: [
      { paths: ["weights.bin"], weights: entries.map(([name, [shape]]) => ({ name, shape, dtype: "float32" })) },
    ],
  };
  writeFileSync(join(folder, "model.json"), JSON.stringify(json));
  const values = entries.flatMap(([, [, numbers]]) => numbers);
  writeFileSync(join(folder, "weights.bin"), new Uint8Array(Float32Array.from(values).buffer));
  return folder;
}

/** A model whose constant is known: `relu(3 x − 4 y)`, 5. */
export function fiveModel(folder: string): string {
  const config = { units: 1, use_bias: false, activation: "relu", batch_input_shape: [null, 2] };
  return writeModel(folder, [["Dense", { name: "score", ...config }]], {
    "score/kernel": [
      [2, 1],
      [3, -4],
    ],
  });
}

/** Two dense layers that cannot both be steep at once: `3 relu(x) + 4 relu(−x)` of one number, 4. */
export function bentModel(folder: string): string {
  const config = { use_bias: false, activation: "linear" };
  return writeModel(
    folder,
    [
      ["Dense", { name: "first", units: 2, batch_input_shape: [null, 1], ...config }],
      ["ReLU", { name: "bend" }],
      ["Dense", { name: "second", units: 1, ...config }],
    ],
    {
      "first/kernel": [
        [1, 2],
        [1, -1],
      ],
      "second/kernel": [
        [2, 1],
        [3, 4],
      ],
    },
  );
}
