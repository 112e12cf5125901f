import * as fc from "fast-check";
import { encodeSafetensors } from "@lipschitz-gan/metrics";
import { files } from "./arbitrary-file.ts";
import { rawFile } from "./raw-file.ts";

/** Changes a file; `at` in [0, 1) is a place in it. */
type Mutation = (file: Uint8Array) => Uint8Array;

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const indexOf = (at: number, length: number): number => Math.floor(at * length);

const headerLengthOf = (file: Uint8Array): number =>
  file.length < 8 ? 0 : Number(new DataView(file.buffer, file.byteOffset).getBigUint64(0, true));

/** Changes the header's text, and its length with it; other files are left as they are. */
function inHeader(edit: (text: string) => string): Mutation {
  return (file) => {
    const end = 8 + headerLengthOf(file);
    if (file.length < 8 || end > file.length) return file;
    const text = new TextDecoder().decode(file.subarray(8, end));
    return rawFile(edit(text), Array.from(file.subarray(end)));
  };
}

/** Replaces one of the pieces of the header that a pattern finds. */
function replaceOne(pattern: RegExp, at: number, replacement: string): Mutation {
  return inHeader((text) => {
    const found = [...text.matchAll(pattern)];
    const one = found[indexOf(at, found.length)];
    return one === undefined ? text : text.slice(0, one.index) + replacement + text.slice(one.index + one[0].length);
  });
}

const numbers = fc.oneof(
  fc.nat(40).map(String),
  fc.constantFrom("-1", "-0", "0.5", "1.0", "1e0", "2e3", "01", "", "null", '"1"', "[]", "{}", "1,1", "0,0,0"),
  fc.constantFrom("4294967296", "9007199254740991", "9007199254740992", "9223372036854775807", "18446744073709551615"),
  fc.constantFrom("18446744073709551616", "99999999999999999999999", "1".repeat(400), "[".repeat(300)),
);
const strings = fc.constantFrom(
  '"F32"',
  '"F16"',
  '"BF16"',
  '"F64"',
  '"I64"',
  '"U8"',
  '"BOOL"',
  '"F8_E4M3"',
  '"C64"',
  '"f32"',
  '"\\u004632"',
  '"a"',
  '"__proto__"',
  '"__metadata__"',
  '""',
  '"\\ud800"',
  '"\\x"',
  '"\u0001"',
  '"dtype"',
  '"shape"',
  '"extra"',
  "null",
  "1",
  "[[]]",
  '{"F32":null}',
  `${'{"a":'.repeat(200)}1${"}".repeat(200)}`,
);
const pieces = fc.constantFrom(
  ",",
  ":",
  "{",
  "}",
  "[",
  "]",
  '"',
  "\\",
  " ",
  "\n",
  "\u00a0",
  "\ufeff",
  "\0",
  "é",
  "{}",
  '"a":1,',
  "//x\n",
);

const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  fc.tuple(place, fc.nat(7)).map(([at, bit]): Mutation => (file) => {
    const copy = file.slice();
    const index = indexOf(at, copy.length);
    if (copy.length > 0) copy[index] = (copy[index] ?? 0) ^ (1 << bit);
    return copy;
  }),
  place.map(
    (at): Mutation =>
      (file) =>
        file.slice(0, indexOf(at, file.length)),
  ),
  fc.tuple(place, fc.uint8Array({ minLength: 1, maxLength: 9 })).map(([at, more]): Mutation => (file) => {
    const index = indexOf(at, file.length + 1);
    return Uint8Array.of(...file.subarray(0, index), ...more, ...file.subarray(index));
  }),
  fc.tuple(place, fc.integer({ min: 1, max: 9 })).map(([at, count]): Mutation => (file) => {
    const index = indexOf(at, file.length);
    return Uint8Array.of(...file.subarray(0, index), ...file.subarray(index + count));
  }),
  fc.oneof(fc.bigInt(0n, 500n), fc.bigInt(0n, 2n ** 64n - 1n)).map((length): Mutation => (file) => {
    const copy = file.slice();
    if (copy.length >= 8) new DataView(copy.buffer).setBigUint64(0, length, true);
    return copy;
  }),
  fc.tuple(place, numbers).map(([at, number]) => replaceOne(/\d+/g, at, number)),
  fc.tuple(place, numbers).map(([at, number]) => replaceOne(/\d+(?=\]\})/g, at, number)),
  fc.tuple(place, strings).map(([at, string]) => replaceOne(/"(?:[^"\\]|\\.)*"/g, at, string)),
  fc
    .tuple(place, pieces)
    .map(([at, piece]) =>
      inHeader(
        (text) => text.slice(0, indexOf(at, text.length + 1)) + piece + text.slice(indexOf(at, text.length + 1)),
      ),
    ),
  // What a reader may well take: another bit in the data, white space after punctuation, another letter in a name.
  fc.tuple(place, fc.nat(7)).map(([at, bit]): Mutation => (file) => {
    const copy = file.slice();
    const start = 8 + headerLengthOf(file);
    const index = start + indexOf(at, copy.length - start);
    if (start < copy.length) copy[index] = (copy[index] ?? 0) ^ (1 << bit);
    return copy;
  }),
  fc
    .tuple(place, fc.constantFrom(" ", "\n\t", "\r"))
    .map(([at, space]) => replaceOne(/(?<=[,:[\]{}"])(?=[,:[\]{}"])/g, at, space)),
  fc.tuple(place, fc.constantFrom("a", "z", "\\u0041", "\\n")).map(([at, letter]) => replaceOne(/[a-z]/g, at, letter)),
  // A member stands twice, in the same words.
  fc.tuple(place, place).map(([at, to]) =>
    inHeader((text) => {
      const members = [...text.matchAll(/"(?:[^"\\]|\\.)*":(?:\{[^{}]*\}|\[[^[\]]*\]|"(?:[^"\\]|\\.)*")/g)];
      const member = members[indexOf(at, members.length)]?.[0];
      const before = members[indexOf(to, members.length)];
      return member === undefined || before === undefined
        ? text
        : `${text.slice(0, before.index)}${member},${text.slice(before.index)}`;
    }),
  ),
);

/** Files that were right until one or two things were changed. */
export const mutatedFiles: fc.Arbitrary<Uint8Array> = fc
  .tuple(files, fc.array(mutation, { minLength: 1, maxLength: 2 }))
  .map(([file, mutations]) => mutations.reduce<Uint8Array>((bytes, change) => change(bytes), encodeSafetensors(file)));
