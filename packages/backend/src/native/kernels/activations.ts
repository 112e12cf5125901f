import type { PostOperation } from "../onednn/operation.ts";

/**
 * An activation of a fused kernel as what is done to each result; undefined where oneDNN's differs from TensorFlow.js'.
 *
 * @internal
 */
export function activationOf(
  activation: string | null | undefined,
  leakyReluAlpha: number | null | undefined,
): readonly PostOperation[] | undefined {
  if (activation === undefined || activation === null || activation === "linear") return [];
  if (activation === "leakyrelu") {
    return [{ kind: "eltwise", algorithm: "eltwise_relu", alpha: leakyReluAlpha ?? 0.2, beta: 0 }];
  }
  if (activation === "relu") return [{ kind: "eltwise", algorithm: "eltwise_relu", alpha: 0, beta: 0 }];
  return undefined;
}
