import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";

export interface OwnLayerOptions {
  /** Names, shapes and whether they are trained (true if left out). */
  readonly weights: readonly (readonly [name: string, shape: number[], trainable?: boolean])[];
}

let options: OwnLayerOptions = { weights: [] };

/** A layer class that TensorFlow.js does not bring: the identity, with whatever weights it is told to have. */
class OwnLayer extends tfl.layers.Layer {
  static readonly className = "OwnLayer";

  override build(): void {
    for (const [name, shape, trainable = true] of options.weights) {
      this.addWeight(name, shape, "float32", tfl.initializers.ones(), undefined, trainable);
    }
    this.built = true;
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor | tf.Tensor[] {
    return inputs;
  }
}
tf.serialization.registerClass(OwnLayer);

/** Sets what the next builds of the layer class make; a copy of a model is built anew, and so may get other weights. */
export function setOwnWeights(weights: OwnLayerOptions["weights"]): void {
  options = { weights };
}

/** A layer of the class, for samples of shape `[2]`. */
export function ownLayer({ weights }: OwnLayerOptions): tfl.layers.Layer {
  setOwnWeights(weights);
  return new OwnLayer({ name: "own", inputShape: [2] });
}
