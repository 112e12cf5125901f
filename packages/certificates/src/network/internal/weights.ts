import { byteLength } from "../../format/hash-model.ts";
import type { ModelArtifacts, WeightSpec } from "../../format/model-artifacts.ts";
import { isList, isObject, shown } from "./json.ts";
import { layerError } from "./layer-call.ts";

/** Finds a weight of a layer by the layer's own name, and decodes it; `path` is for errors. */
export type WeightReader = (
  layer: { readonly path: string; readonly name: string },
  weight: string,
  shape: readonly number[],
) => Float32Array;

interface Stored {
  readonly spec: WeightSpec;
  readonly offset: number;
}

/**
 * Finds weights by name as TensorFlow.js 4.22 does: `layer/weight`, or a longer name that becomes this without its last part
 * but one.
 *
 * @param artifacts - the model
 * @returns the reader; it throws RangeError for a weight that is missing, ambiguous, of another shape, or not finite
 * @throws RangeError if the manifest is none, or does not fit the data
 * @see TensorFlow.js 4.22, `Container.loadWeights` in tfjs-layers/src/engine/container.ts
 * @internal
 */
export function weightReader({ weightSpecs, weightData }: ModelArtifacts): WeightReader {
  const byName = index(weightSpecs, weightData);
  const byShortName = new Map<string, Stored[]>();
  for (const [name, stored] of byName) {
    const tokens = name.split("/");
    const short = [...tokens.slice(0, -2), tokens.at(-1) ?? ""].join("/");
    const others = byShortName.get(short);
    if (others === undefined) byShortName.set(short, [...stored]);
    else others.push(...stored);
  }
  const decoded = new Map<Stored, Float32Array>();
  return (layer, weight, shape) => {
    const name = `${layer.name}/${weight}`;
    const found = byName.get(name) ?? byShortName.get(name) ?? [];
    const [stored] = found;
    if (stored === undefined || found.length !== 1) {
      throw layerError(
        layer,
        `there must be one weight ${name}, received ${found.length === 0 ? "none" : found.length}`,
      );
    }
    const { spec } = stored;
    if (spec.shape.length !== shape.length || spec.shape.some((n, axis) => n !== shape[axis])) {
      throw layerError(layer, `${name} must have shape [${shape.join(", ")}], received [${spec.shape.join(", ")}]`);
    }
    const values = decoded.get(stored) ?? decode(stored, weightData);
    if (!values.every(Number.isFinite)) {
      throw layerError(layer, `${name} must be finite, received ${values.find((value) => !Number.isFinite(value))}`);
    }
    decoded.set(stored, values);
    return values;
  };
}

function index(specs: readonly WeightSpec[], data: ArrayBuffer): ReadonlyMap<string, readonly Stored[]> {
  if (!isList(specs) || !(data instanceof ArrayBuffer)) {
    throw new RangeError("readNetwork: a model must have weightSpecs and weightData, one ArrayBuffer, received others");
  }
  const byName = new Map<string, Stored[]>();
  let offset = 0;
  for (const spec of specs) {
    if (!isObject(spec) || typeof spec.name !== "string" || !isList(spec.shape) || typeof spec.dtype !== "string") {
      throw new RangeError(`readNetwork: a weight must have a name, a shape and a dtype, received ${shown(spec)}`);
    }
    const others = byName.get(spec.name);
    if (others === undefined) byName.set(spec.name, [{ spec, offset }]);
    else others.push({ spec, offset });
    offset += byteLength(spec);
  }
  if (offset !== data.byteLength) {
    throw new RangeError(`readNetwork: weights must have ${offset} bytes, received ${data.byteLength}`);
  }
  return byName;
}

function decode({ spec, offset }: Stored, data: ArrayBuffer): Float32Array {
  const bytes = data.slice(offset, offset + byteLength(spec));
  const { quantization, dtype, name } = spec;
  if (quantization === undefined) {
    if (dtype === "float32") return new Float32Array(bytes);
    throw new RangeError(`weight ${name}: must be float32, received ${dtype}`);
  }
  switch (quantization.dtype) {
    case "float16":
      return Float32Array.from(new Uint16Array(bytes), ofHalf);
    case "uint8":
    case "uint16": {
      const { scale, min } = quantization;
      if (typeof scale !== "number" || typeof min !== "number") {
        throw new RangeError(`weight ${name}: quantization must have scale and min, received ${shown(scale)}`);
      }
      const whole = quantization.dtype === "uint8" ? new Uint8Array(bytes) : new Uint16Array(bytes);
      return Float32Array.from(whole, (q) => q * scale + min); // the array rounds to float32
    }
    default:
      throw new RangeError(`weight ${name}: must be float32, float16, uint8 or uint16, received ${quantization.dtype}`);
  }
}

/** The number that 16 bits stand for in IEEE 754's binary16; every one is a float32. */
function ofHalf(bits: number): number {
  const sign = bits & 0x80_00 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3_ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : Number.NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  let power = 2 ** -24; // of the last bit, for exponent 1
  for (let i = 1; i < exponent; i++) power *= 2;
  return sign * (1024 + fraction) * power;
}
