import type { ModelArtifacts, WeightSpec } from "../format/model-artifacts.ts";
import { byteLength } from "../format/hash-model.ts";
import { demand } from "./rounding.ts";

/** Gives a weight of a layer by its name, such as `kernel`, as float64 numbers that are float32. */
export type Weights = (layer: { readonly name: string }, weight: string, shape: readonly number[]) => Float64Array;

/**
 * The weights of a model, by the names that TensorFlow.js 4.22 looks for: `layer/weight`, or with one more part before the last,
 * as in `layer/cell/weight`.
 *
 * A weight belongs to one layer: two layers of one name, in different models inside the model, cannot be told apart.
 *
 * @param artifacts - the model; its data have the length that its manifest says
 * @returns the reader
 * @internal
 */
export function weightsOf({ weightSpecs, weightData }: ModelArtifacts): Weights {
  const stored = new Map<string, { spec: WeightSpec; offset: number; count: number }>();
  let offset = 0;
  for (const spec of weightSpecs) {
    const parts = spec.name.split("/");
    const short = [...parts.slice(0, -2), ...parts.slice(-1)].join("/");
    for (const name of new Set([spec.name, short])) {
      stored.set(name, { spec, offset, count: (stored.get(name)?.count ?? 0) + 1 });
    }
    offset += byteLength(spec);
  }
  const owners = new Map<string, object>();
  return (layer, weight, shape) => {
    const name = `${layer.name}/${weight}`;
    const found = stored.get(name);
    demand(found?.count === 1, () => `there must be one weight ${name}, received ${found?.count ?? 0}`);
    const owner = owners.get(name) ?? layer;
    demand(
      owner === layer,
      () => `weight ${name} must belong to one layer, but two layers of the model have that name`,
    );
    owners.set(name, owner);
    demand(
      found.spec.shape.join() === shape.join(),
      () => `weight ${name} must have shape [${shape.join(", ")}], received [${found.spec.shape.join(", ")}]`,
    );
    const values = decode(found.spec, new DataView(weightData, found.offset));
    const bad = values.find((value) => !Number.isFinite(value));
    demand(bad === undefined, () => `weight ${name} must be finite, received ${bad}`);
    return values;
  };
}

function decode({ name, shape, dtype, quantization }: WeightSpec, data: DataView): Float64Array {
  const length = shape.reduce((product, n) => product * n, 1);
  const { scale = 0, min = 0 } = quantization ?? {};
  const read: ReadonlyMap<string, (i: number) => number> = new Map([
    ["float32", (i) => data.getFloat32(4 * i, true)],
    ["float16", (i) => half(data.getUint16(2 * i, true))],
    ["uint8", (i) => Math.fround(data.getUint8(i) * scale + min)],
    ["uint16", (i) => Math.fround(data.getUint16(2 * i, true) * scale + min)],
  ]);
  const format = quantization?.dtype ?? dtype;
  const at = read.get(format);
  demand(
    dtype === "float32" && at !== undefined && (format === "float32") === (quantization === undefined),
    () =>
      `weight ${name} must be float32, as it is or squeezed to float16, uint8 or uint16, received ${dtype}, ${format}`,
  );
  return Float64Array.from({ length }, (_, i) => at(i));
}

/** IEEE 754's binary16. */
function half(bits: number): number {
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return Number.NaN; // infinite, or not a number
  let size = (exponent === 0 ? fraction : 1024 + fraction) / 2 ** 24;
  for (let left = exponent; left > 1; left--) size *= 2;
  return bits >= 2 ** 15 ? -size : size;
}
