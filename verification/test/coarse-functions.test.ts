import "@tensorflow/tfjs-backend-cpu";
import { startBackend } from "@lipschitz-gan/backend";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, it } from "vitest";
import { lawTableChecks, wantedOf } from "../src/index.ts";
import { type Lean, startCoarseBackend, stopCoarseBackend } from "./support/coarse-backend.ts";

/** The seed and the number of runs of the property tests; see vitest-setup. */
const seed = Number(process.env["FC_SEED"] ?? Math.floor(Math.random() * 2 ** 31));
const someRuns = Number(process.env["FC_RUNS"] ?? 30) / 6;

/** The tables whose tolerances count quotients, roots, exp or log; and a law that allows nothing, with more cases. */
const laws = [
  ["power-iteration/", someRuns],
  ["weight-norm/", someRuns],
  ["gradient-penalty/", someRuns],
  ["loss/", someRuns],
  [" spectral-norm/", someRuns],
  ["spectral-norm/never-above", 30 * someRuns],
] as const;
const leans: readonly Lean[] = ["up", "down", "by its bits"];

afterEach(stopCoarseBackend);

// No software GPU is as coarse as WGSL allows, so the tolerances could be too tight, or a promise lean on x / x = 1.
describe("on a graphics processor at its worst", () => {
  it("has functions that are off by what WGSL allows, and no more", async () => {
    await startBackend("cpu");
    await startCoarseBackend("up");
    const quotients = await tf.div(tf.tensor1d([1, 3, 1]), tf.tensor1d([1, 3, 3])).data();
    expect([...quotients].map((x, i) => Math.round((x / [1, 1, 1 / 3][i]! - 1) * 2 ** 24))).toEqual([4, 4, 5]);
  });

  it.each(laws.flatMap(([part, runs]) => leans.map((lean) => [part, lean, runs] as const)))(
    "holds the laws %s, results leaning %s",
    async (part, lean, runs) => {
      await startBackend("cpu");
      await startCoarseBackend(lean);
      const broken: string[] = [];
      for (const check of wantedOf(lawTableChecks(), (name) => name.includes(part))) {
        for (const { subject, law, holds, counterexample } of await check.run({ seed, runs })) {
          if (!holds) broken.push(`${subject}: ${law}: ${counterexample?.failure} for ${counterexample?.shown}`);
        }
      }
      expect(broken, `seed ${seed}, runs ${runs}`).toEqual([]);
    },
    120_000,
  );
});
