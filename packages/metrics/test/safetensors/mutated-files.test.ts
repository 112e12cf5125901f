import { isDeepStrictEqual } from "node:util";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeSafetensors, encodeSafetensors, type SafetensorsFile, SafetensorsError } from "@lipschitz-gan/metrics";
import { contents } from "./support/arbitrary-file.ts";
import { mutatedFiles } from "./support/mutated-file.ts";

/** A hundred times as many as of other properties, so 10 000 unless told otherwise. */
const numRuns = 100 * (fc.readConfigureGlobal().numRuns ?? 100);

/**
 * What decoding may hold in array buffers: a copy of the header, one of the data, and float32 of halves, which is twice
 * that; and what the decoder of UTF-8 takes for itself.
 */
const allowed = (file: Uint8Array): number => 4 * file.length + 2 ** 16;

function decoded(file: Uint8Array): SafetensorsFile | SafetensorsError {
  try {
    return decodeSafetensors(file);
  } catch (error) {
    if (error instanceof SafetensorsError) return error;
    throw error;
  }
}

/** Whether an error is one line, and a file survives being written. */
function isSound(result: SafetensorsFile | SafetensorsError): boolean {
  return result instanceof SafetensorsError
    ? /^decodeSafetensors: .{1,300}$/.test(result.message)
    : isDeepStrictEqual(contents(decodeSafetensors(encodeSafetensors(result))), contents(result));
}

describe("files that were changed", () => {
  it("are read as something that can be written again, or refused in one line, without memory for what they claim", () => {
    let refused = 0;
    let runs = 0;
    fc.assert(
      fc.property(mutatedFiles, (file) => {
        const before = process.memoryUsage().arrayBuffers;
        const result = decoded(file);
        const used = process.memoryUsage().arrayBuffers - before;
        runs += 1;
        expect(used).toBeLessThanOrEqual(allowed(file));
        refused += result instanceof SafetensorsError ? 1 : 0;
        expect(isSound(result)).toBe(true);
      }),
      { numRuns },
    );
    // The changes are such that both happen often; else the property would say little. Of few runs it would be chance.
    const rarer = Math.min(refused, runs - refused);
    expect(runs < 1000 || rarer > runs / 20, `${refused} of ${runs} were refused`).toBe(true);
  });
});
