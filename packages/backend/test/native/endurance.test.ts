import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { testLibraries } from "./support/libraries.ts";

const SCRIPT = fileURLToPath(new URL("../../../../benchmarks/native-endurance.mjs", import.meta.url));
const DIST = fileURLToPath(new URL("../../../training/dist/index.js", import.meta.url));
/** On all instructions of the processor, and on those that most others have: oneDNN's code is another one there. */
const RUNS: readonly (readonly [instructions: string, steps: number])[] = [
  ["ALL", 400],
  ["AVX2", 200],
];
/** Primitives that the engine keeps at most, and the reorders that may come with each: one for each of three tensors. */
const [KEPT, REORDERS] = [1024, 3];

/** What the script prints. */
interface Result {
  readonly steps: number;
  readonly workloads: Readonly<Record<string, number>>;
  readonly collections: number;
  readonly handlesMade: Readonly<Record<string, number>>;
  readonly betweenSteps: Readonly<Record<string, number>>;
  readonly mostPrimitives: number;
  readonly aliveAtTheEnd: Readonly<Record<string, number>>;
  readonly wronglyFreed: number;
}

describe.each(testLibraries)("native for $title", ({ path, isMissing }) => {
  it.skipIf(isMissing).each(RUNS)(
    "survives steps of random shapes on %s instructions with garbage collection at random points, and loses nothing",
    async (instructions, steps) => {
      if (!existsSync(DIST)) throw new Error(`${DIST} is missing; run "npm run build" first, as "npm test" does`);
      // Rejects where the process dies, or the script finds a lost tensor or a wrong number.
      const { stdout } = await promisify(execFile)(
        process.execPath,
        ["--expose-gc", SCRIPT, "--steps", String(steps), "--json", ...seedArguments()],
        { env: { ...process.env, LIPSCHITZ_GAN_ONEDNN: path, ONEDNN_MAX_CPU_ISA: instructions }, timeout: 240_000 },
      );
      const result = JSON.parse(stdout) as Result;
      expect(result.steps).toBe(steps);
      expect(Object.keys(result.workloads)).toHaveLength(8);
      expect(result.collections).toBeGreaterThan(0);
      // What is only needed to make a primitive is gone when it is made.
      expect(result.betweenSteps).toEqual({ engine: 1, stream: 1 });
      expect(result.handlesMade["primitive"]).toBeGreaterThanOrEqual(result.mostPrimitives);
      expect(result.mostPrimitives).toBeLessThanOrEqual(KEPT * (1 + REORDERS));
      expect([result.aliveAtTheEnd, result.wronglyFreed]).toEqual([{}, 0]);
    },
    250_000,
  );
});

function seedArguments(): readonly string[] {
  const seed = process.env["FC_SEED"];
  return seed === undefined ? [] : ["--seed", seed];
}
