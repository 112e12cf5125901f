import type * as tfl from "@tensorflow/tfjs-layers";

/** The public function that all of these steps belong to, for errors. */
export const WHERE = "networkBound";

/**
 * What is known of a tensor in the graph.
 *
 * @internal
 */
export interface Signal {
  /** Lipschitz constant with respect to the model's input. */
  readonly bound: number;
  /** Shape of one sample. */
  readonly shape: readonly number[];
}

/**
 * A layer at one place in the graph.
 *
 * @internal
 */
export interface Place {
  readonly layer: tfl.layers.Layer;
  /** What flows in. */
  readonly inputs: readonly Signal[];
  /** The layer's name, after those of the models around it. */
  readonly name: string;
  /** The layer's class. */
  readonly kind: string;
}

/**
 * The shape of one sample of a layer's output.
 *
 * @param place - a layer with one output
 * @returns the shape without the batch axis
 * @internal
 */
export function outputShape({ layer, inputs }: Place): readonly number[] {
  const shapes = inputs.map(({ shape }) => [1, ...shape]);
  const [only = []] = shapes;
  return layer
    .computeOutputShape(shapes.length === 1 ? only : shapes)
    .slice(1)
    .map(Number);
}
