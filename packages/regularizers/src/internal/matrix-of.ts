import type { ConstrainedWeight, KernelMatrix } from "@lipschitz-gan/core";

/**
 * The matrix view of a weight, which norms of kernels need.
 *
 * @param where - the constraint
 * @param weight - the weight
 * @returns its matrix view
 * @throws RangeError if it has none
 * @internal
 */
export function matrixOf(where: string, weight: ConstrainedWeight): KernelMatrix {
  if (weight.matrix === null) {
    throw new RangeError(
      `${where}: ${weight.name} must be a kernel, received a ${weight.kind} of shape [${weight.shape.join(", ")}]; ` +
        `say what it is with kindOf, or leave it out with select`,
    );
  }
  return weight.matrix;
}
