import type { Operation, RescalingAction } from "../network/operation.ts";
import type { Enclosure } from "./enclosure.ts";
import { encloseConvolution, linear, linearAdjoint } from "./internal/convolution.ts";
import { evaluatorOf } from "./internal/evaluators.ts";
import { batchScale, mapChannels } from "./internal/normalization.ts";
import { gammaUp } from "../rounding/gamma-up.ts";
import { widened } from "./internal/rounding-error.ts";
import type { RealMap } from "./real-map.ts";

/**
 * The linear part of an operation, without what it adds: kernels, batch normalisation, rescaling, average pooling, interpolation, and what
 * moves entries.
 *
 * @param operation - one operation of a network
 * @returns the map; null if the operation is not linear up to a constant, or has several inputs
 * @internal
 */
export function linearMapOf(operation: Operation): RealMap | null {
  const { action, inputShapes, outputShape } = operation;
  const [inputShape, ...others] = inputShapes;
  if (inputShape === undefined || others.length > 0) return null;
  const shapes = { inputShape, outputShape };
  switch (action.type) {
    case "convolution": {
      let absolute: Float32Array | undefined; // made once, at the first need
      return {
        ...shapes,
        apply: (x) => linear(action, action.kernel, x),
        adjoint: (y) => linearAdjoint(action, y),
        enclose: (x) => {
          absolute ??= action.kernel.map(Math.abs);
          return encloseConvolution(action, exact(x), false, absolute);
        },
      };
    }
    case "batchNormalization": {
      const scale = batchScale(action);
      const own = { ...operation, action };
      const apply = (x: Float64Array): Float64Array => mapChannels(own, x, (entry, c) => entry * (scale[c] ?? 0));
      return { ...shapes, apply, adjoint: apply, enclose: (x) => withRelativeError(apply(x), gammaUp(6)) };
    }
    case "rescaling":
      return { ...shapes, ...scaling(action) };
    case "gather":
    case "bands": {
      const evaluator = evaluatorOf(operation);
      const size = inputShape.reduce((product, n) => product * n, 1);
      return {
        ...shapes,
        apply: (x) => Float64Array.from(evaluator.value([x])),
        adjoint: (y) => Float64Array.from(evaluator.pullBack([new Float64Array(size)], y)[0] ?? []),
        enclose: (x) => evaluator.enclose([exact(x)]),
      };
    }
    case "entrywise":
      return action.name === "linear" ? { ...shapes, apply: copied, adjoint: copied, enclose: exact } : null;
    default:
      return null;
  }
}

function copied(x: Float64Array): Float64Array {
  return Float64Array.from(x);
}

/** TensorFlow.js multiplies by the float32 next to the number: the box holds both. */
function scaling({ scale }: RescalingAction): Pick<RealMap, "apply" | "adjoint" | "enclose"> {
  const rounded = Math.fround(scale);
  const apply = (x: Float64Array): Float64Array => x.map((entry) => entry * rounded);
  return {
    apply,
    adjoint: apply,
    enclose: (x) => {
      const middle = apply(x);
      const off = Math.abs(scale - rounded) * (1 + 2 ** -50);
      return {
        middle,
        radius: x.map((entry, i) => widened(Math.abs(entry) * off + gammaUp(2) * Math.abs(middle[i] ?? 0))),
      };
    },
  };
}

function withRelativeError(middle: Float64Array, share: number): Enclosure {
  return { middle, radius: middle.map((entry) => widened(Math.abs(entry) * share)) };
}

function exact(middle: Float64Array): Enclosure {
  return { middle, radius: new Float64Array(middle.length) };
}
