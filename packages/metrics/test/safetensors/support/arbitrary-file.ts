import * as fc from "fast-check";
import type { SafetensorsDtype, SafetensorsFile, SafeTensor } from "@lipschitz-gan/metrics";
import { DTYPES } from "../../../src/safetensors/dtypes.ts";
import { brainHalvesToFloat32, halvesToFloat32 } from "../../../src/safetensors/half-precision.ts";

const dtypes = [...DTYPES.keys()] as SafetensorsDtype[];

/** Names that trip up readers, and ordinary ones. */
const names: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "__proto__",
    "constructor",
    "toString",
    "",
    "0",
    'a"b\\c',
    "é\u0000\n",
    "\uffee",
    "\u{1f600}",
    "a",
    "b/kernel",
  ),
  fc.string({ unit: "grapheme", maxLength: 12 }).filter((name) => name !== "__metadata__"),
);

const tensor: fc.Arbitrary<SafeTensor> = fc
  .tuple(fc.constantFrom(...dtypes), fc.array(fc.nat(4), { maxLength: 3 }))
  .chain(([dtype, shape]) => {
    const { size } = DTYPES.get(dtype) ?? { size: 0 };
    const length = shape.reduce((product, axis) => product * axis, 1) * size;
    return fc.uint8Array({ minLength: length, maxLength: length }).map((bytes) => tensorOf(dtype, shape, bytes));
  });

/** A tensor with the given bytes for its numbers, NaN of every payload among them. */
function tensorOf(dtype: SafetensorsDtype, shape: readonly number[], bytes: Uint8Array): SafeTensor {
  const { buffer } = dtype === "BOOL" ? bytes.map((byte) => byte % 2) : bytes.slice();
  const array = DTYPES.get(dtype)?.array ?? Uint8Array;
  const values =
    dtype === "F16"
      ? halvesToFloat32(new Uint16Array(buffer))
      : dtype === "BF16"
        ? brainHalvesToFloat32(new Uint16Array(buffer))
        : new array(buffer);
  return { dtype, shape, values } as SafeTensor;
}

/** Pairs as a record of own fields, `__proto__` too. */
const record = <T>(pairs: readonly (readonly [string, T])[]): Record<string, T> => Object.fromEntries(pairs);

/** Files of up to four small tensors of any type. */
export const files: fc.Arbitrary<SafetensorsFile> = fc.record({
  tensors: fc.uniqueArray(fc.tuple(names, tensor), { selector: ([name]) => name, maxLength: 4 }).map(record),
  metadata: fc
    .uniqueArray(fc.tuple(fc.oneof(names, fc.constant("__metadata__")), names), {
      selector: ([name]) => name,
      maxLength: 2,
    })
    .map(record),
});

const inOrder = <T>(entries: [string, T][]): [string, T][] => entries.toSorted(([a], [b]) => (a < b ? -1 : 1));

/** All that is in a file, bits and not values of numbers, in an order that does not depend on it. */
export function contents({ tensors, metadata }: SafetensorsFile): unknown {
  return [
    inOrder(Object.entries(tensors)).map(([name, { dtype, shape, values }]) => [
      name,
      dtype,
      [...shape],
      values.constructor.name,
      Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("hex"),
    ]),
    inOrder(Object.entries(metadata)),
  ];
}
