import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeSafetensors, encodeSafetensors, type SafetensorsFile, SafetensorsError } from "@lipschitz-gan/metrics";
import { contents, files } from "./support/arbitrary-file.ts";
import { mutatedFiles } from "./support/mutated-file.ts";
import { headerOf, rawFile } from "./support/raw-file.ts";
import { hasPython, judged, NEEDS_PYTHON, type Verdict } from "./support/python-safetensors.ts";

const numRuns = fc.readConfigureGlobal().numRuns ?? 100;

/** A file's tensors as the Python package tells them: with the bytes as they stand in the file. */
function asPython(file: SafetensorsFile): Verdict["tensors"] {
  const bytes = encodeSafetensors({ tensors: file.tensors, metadata: {} });
  const headerLength = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength))) as object;
  const data = bytes.subarray(8 + headerLength);
  return Object.fromEntries(
    Object.entries(header).map(([name, info]) => {
      const {
        dtype,
        shape,
        data_offsets: [begin, end],
      } = info as {
        dtype: string;
        shape: number[];
        data_offsets: [number, number];
      };
      return [name, [dtype, shape, Buffer.from(data.subarray(begin, end)).toString("hex")]];
    }),
  );
}

/** Why a file is refused here. */
function refusal(file: Uint8Array): SafetensorsError {
  try {
    decodeSafetensors(file);
  } catch (error) {
    if (error instanceof SafetensorsError) return error;
    throw error;
  }
  throw new Error("refusal: expected the file to be refused");
}

/** Of the numbers in a verdict, JSON keeps those that are safe; the others are refused here anyway. */
const sorted = (tensors: Verdict["tensors"]): unknown =>
  Object.entries(tensors).toSorted(([a], [b]) => (a < b ? -1 : 1));

/** What is refused here on purpose though the Python package takes it: what the message says, why, and such a file. */
const stricter: readonly (readonly [rule: RegExp, why: string, example: Uint8Array])[] = [
  [
    /^the header must begin with "\{"/,
    "the format's text asks for it; the package skips white space before it",
    rawFile(" {}"),
  ],
  [
    /must have distinct names/,
    "the format's text forbids duplicate keys; the package takes the last",
    rawFile(headerOf({}).replace("{", `{${headerOf({}).slice(1, -1)},`), [1, 2]),
  ],
  [
    /must have dtype, shape and data_offsets only/,
    "an unknown field may change what the numbers mean, and would be lost",
    rawFile(headerOf({ shape: '[2],"layout":"column"' }), [1, 2]),
  ],
  [
    /dtype must be one of/,
    "there is no array for floating point of 4 to 8 bits, nor for complex numbers",
    rawFile(headerOf({ dtype: '"F8_E4M3"' }), [1, 2]),
  ],
  [
    /BOOL must be 0 or 1/,
    "a byte of another value is no truth value, and what it means depends on the reader",
    rawFile(headerOf({ dtype: '"BOOL"' }), [1, 2]),
  ],
  [
    /must hold integers in \[0, 2\^53\)/,
    "numbers in JavaScript are exact below 2^53 only; only a tensor without values can have such an axis",
    rawFile(headerOf({ shape: "[0,9007199254740992]", offsets: "[0,0]" })),
  ],
  [
    /must have fewer than 2\^53 values/,
    "the same, of the product of the axes before one of length 0",
    rawFile(headerOf({ shape: "[4503599627370496,2,0]", offsets: "[0,0]" })),
  ],
  [
    /^__metadata__: the header must have \{/,
    "null is no record of texts; the package takes it for none",
    rawFile('{"__metadata__":null}'),
  ],
  [
    /^tensor ".*": the header must have \{/,
    "a tensor is an object; the package also takes a list of its fields in their order",
    rawFile('{"a":["U8",[2],[0,2]]}', [1, 2]),
  ],
  [
    /: dtype: the header must have "/,
    'a type is a text; the package also takes {"U8": null}',
    rawFile(headerOf({ dtype: '{"U8":null}' }), [1, 2]),
  ],
];

/** What is wrong about a file that was read in both ways; nothing where they agree, or differ on purpose. */
function disagreement(bytes: Uint8Array, verdict: Verdict | null): string[] {
  const latin = Buffer.from(bytes).toString("latin1");
  try {
    const file = decodeSafetensors(bytes);
    if (verdict === null) return [`refused there, taken here: ${latin}`];
    return isDeepStrictEqual(sorted(verdict.tensors), sorted(asPython(file))) ? [] : [`not the same: ${latin}`];
  } catch (error) {
    if (!(error instanceof SafetensorsError)) throw error;
    const { rule, message } = error;
    const isMeant = verdict === null || stricter.some(([pattern]) => pattern.test(rule));
    return isMeant ? [] : [`taken there, refused here by ${message}: ${latin}`];
  }
}

describe(`beside the Python package (${NEEDS_PYTHON})`, () => {
  it.skipIf(!hasPython)("what is written here is read there as the same, and written there as the same bytes", () => {
    const samples = fc.sample(files, 2 * numRuns);
    const verdicts = judged(samples.map(encodeSafetensors));
    for (const [i, file] of samples.entries()) {
      const verdict = verdicts[i];
      expect(sorted(verdict?.tensors ?? {})).toEqual(sorted(asPython(file)));
      const withoutMetadata = encodeSafetensors({ tensors: file.tensors, metadata: {} });
      expect(verdict?.again).toBe(Buffer.from(withoutMetadata).toString("hex"));
    }
  });

  it.skipIf(!hasPython)("what is written there is read here as the same", () => {
    const samples = fc.sample(files, 2 * numRuns);
    const verdicts = judged(samples.map(encodeSafetensors));
    for (const [i, { tensors }] of samples.entries()) {
      const again = decodeSafetensors(Buffer.from(verdicts[i]?.again ?? "", "hex"));
      expect(contents(again)).toEqual(contents({ tensors, metadata: {} }));
    }
  });

  it.skipIf(!hasPython)(
    "each file that shows where this reader is stricter is taken there, and refused here by that rule",
    () => {
      const verdicts = judged(stricter.map(([, , example]) => example));
      expect(verdicts.map((verdict) => verdict !== null)).toEqual(stricter.map(() => true));
      expect(stricter.filter(([rule, , example]) => !rule.test(refusal(example).rule)).map(([, why]) => why)).toEqual(
        [],
      );
    },
  );

  it.skipIf(!hasPython)(
    "of changed files none is taken here that is refused there, and few the other way, each for a reason",
    () => {
      const samples = fc.sample(mutatedFiles, 100 * numRuns);
      const verdicts = judged(samples);
      const disagreements = samples.flatMap((bytes, i) => disagreement(bytes, verdicts[i] ?? null));
      expect(disagreements).toEqual([]);
    },
  );
});
