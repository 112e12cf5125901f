import type * as tf from "@tensorflow/tfjs-core";

/** The bits of some tensors, by name: unlike numbers, they tell NaN from NaN and -0 from 0. */
export type Bits = Readonly<Record<string, Uint32Array>>;

/**
 * Reads the bits of float32 tensors.
 *
 * @param tensors - by name; not disposed
 */
export async function bitsOf(tensors: Readonly<Record<string, tf.Tensor>>): Promise<Bits> {
  const read = await Promise.all(
    Object.entries(tensors).map(async ([name, tensor]) => {
      const values = Float32Array.from(await tensor.data());
      return [name, new Uint32Array(values.buffer)] as const;
    }),
  );
  return Object.fromEntries(read);
}

/** How many entries differ in their bits; entries that one side lacks count too. */
export function differingBits(one: Bits, other: Bits): number {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  let count = 0;
  for (const name of names) {
    const [a, b] = [one[name] ?? new Uint32Array(), other[name] ?? new Uint32Array()];
    for (let i = 0; i < Math.max(a.length, b.length); i++) if (a[i] !== b[i]) count++;
    if (name in one !== name in other && Math.max(a.length, b.length) === 0) count++;
  }
  return count;
}

/** The names under which entries differ, for a reader of a counterexample. */
export function differingNames(one: Bits, other: Bits): readonly string[] {
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  const only = (from: Bits, name: string): Bits => {
    const bits = from[name];
    return bits === undefined ? {} : { [name]: bits };
  };
  return names.filter((name) => differingBits(only(one, name), only(other, name)) > 0);
}
