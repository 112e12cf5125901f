import type { layerMap } from "@lipschitz-gan/core";

/** How a layer of tf.layers becomes a linear map. */
export interface LinearMapSubject {
  /** The linear part of a layer, with its adjoint. */
  readonly layerMap: typeof layerMap;
}
