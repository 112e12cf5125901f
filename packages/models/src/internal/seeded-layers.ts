import * as tf from "@tensorflow/tfjs-layers";
import { createRng } from "@lipschitz-gan/core";

/** Weight layers whose initial weights are a function of (seed, layer name) alone. @internal */
export interface SeededLayers {
  /** Dense layer with bias. */
  readonly dense: (name: string, units: number, extra?: { inputShape: number[] }) => tf.layers.Layer;
  /** Convolution, `same` padding, with bias. */
  readonly conv: (name: string, geometry: ConvGeometry) => tf.layers.Layer;
  /** Transposed convolution, `same` padding, with no bias: the batch norm after it would subtract it again. */
  readonly deconv: (name: string, geometry: ConvGeometry) => tf.layers.Layer;
}

/** @internal */
export interface ConvGeometry {
  readonly filters: number;
  readonly kernelSize: number;
  readonly strides: number;
  readonly activation?: "tanh";
  readonly inputShape?: number[];
}

/**
 * Factories of weight layers, Glorot uniform, biases 0.
 *
 * Adding or removing a layer leaves the initial weights of the others as they are, since each draws from a seed of its
 * own name.
 *
 * @internal
 */
export function seededLayers(seed: number): SeededLayers {
  const rng = createRng(seed);
  const kernelInitializer = (name: string): ReturnType<typeof tf.initializers.glorotUniform> =>
    tf.initializers.glorotUniform({ seed: rng.stream(`initial weights of ${name}`).int(2 ** 31) });
  return {
    dense: (name, units, extra) =>
      tf.layers.dense({ name, units, kernelInitializer: kernelInitializer(name), ...extra }),
    conv: (name, geometry) =>
      tf.layers.conv2d({ name, padding: "same", kernelInitializer: kernelInitializer(name), ...geometry }),
    deconv: (name, geometry) =>
      tf.layers.conv2dTranspose({
        name,
        padding: "same",
        useBias: false,
        kernelInitializer: kernelInitializer(name),
        ...geometry,
      }),
  };
}
