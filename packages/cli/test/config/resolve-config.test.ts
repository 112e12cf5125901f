import * as data from "@lipschitz-gan/data";
import * as models from "@lipschitz-gan/models";
import * as training from "@lipschitz-gan/training";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkedConfig } from "../../src/config/config-issue.ts";
import { imageDefaults, pointDefaults } from "../../src/config/default-config.ts";
import { configFlags, givenFlags, numberOf } from "../../src/config/flags.ts";
import { datasetNames, lossNames, modelKinds, modelNames, modeNames } from "../../src/config/names.ts";
import { datasetKind } from "../../src/config/dataset-kind.ts";
import { resolveConfig } from "../../src/config/resolve-config.ts";
import { configKeys } from "../../src/config/run-config-schema.ts";

const file = (values: Record<string, unknown>) => ({ path: "c.json", values });

/** The code of the error that flags are refused with, or nothing when they are taken. */
function refusal(flags: Parameters<typeof resolveConfig>[0]): unknown {
  try {
    resolveConfig(flags);
    return undefined;
  } catch (error) {
    return error instanceof Error && "code" in error ? error.code : error;
  }
}

describe("resolveConfig", () => {
  it("trains an SN-GAN with hinge on MNIST when nothing is said", () => {
    const config = resolveConfig({});
    expect(config).toEqual(imageDefaults);
    expect(config).toMatchObject({ dataset: "mnist", model: "cnn32", constraint: ["spectral-norm"], loss: "hinge" });
  });

  it("puts flags before the file, the file before the data set's defaults, and those before the defaults", () => {
    const config = resolveConfig({ steps: 7 }, file({ dataset: "ring8", steps: 8, batchSize: 9 }));
    expect(config).toMatchObject({
      dataset: "ring8",
      steps: 7,
      batchSize: 9,
      model: "mlp",
      latentSize: pointDefaults.latentSize,
      loss: imageDefaults.loss,
    });
  });

  it("takes its own result as a config file and gives it back", () => {
    const config = resolveConfig({ dataset: "grid25", constraint: ["weight-norm", "gradient-penalty"], gain: true });
    expect(resolveConfig({}, file(JSON.parse(JSON.stringify(config)) as Record<string, unknown>))).toEqual(config);
  });

  it("reads configs that are older than some keys as the runs that they were", () => {
    const { mode, certifyEvery, ...older } = resolveConfig({ dataset: "ring8" });
    expect({ mode, certifyEvery }).toEqual({ mode: "sn-gan", certifyEvery: 200 });
    const config = checkedConfig(older, (key) => key);
    expect(config).toEqual({ ...older, mode: "sn-gan", certifyEvery: 0 });
  });

  it("takes a mode of the spectral norm, and refuses it without", () => {
    for (const mode of modeNames) expect(resolveConfig({ mode }).mode).toBe(mode);
    expect(() => resolveConfig({ mode: "operater" })).toThrow(/^--mode: must be one of .*did you mean "operator"\?$/);
    expect(() => resolveConfig({ mode: "certified", constraint: ["weight-norm"] })).toThrow(
      /^--mode: belongs to the constraint spectral-norm, received with "weight-norm"$/,
    );
  });

  it("gives every data set a model that fits it", () => {
    for (const dataset of datasetNames) {
      expect(modelKinds[resolveConfig({ dataset }).model].kind).toBe(datasetKind(dataset));
    }
  });

  it("knows the names that the packages know", () => {
    expect(datasetNames).toEqual(data.datasetNames);
    expect(modelNames).toEqual(models.modelNames);
    expect(lossNames).toEqual(training.lossNames);
  });

  it("has one flag for each key", () => {
    expect(configFlags.map(({ key }) => key).toSorted()).toEqual([...configKeys].toSorted());
  });

  it("names the flag or the file's key that breaks a rule", () => {
    expect(() => resolveConfig({ beta2: 1 }, file({ beta2: 0.5 }))).toThrow(
      /^--beta2: must be a number in \[0, 1\), received 1$/,
    );
    expect(() => resolveConfig({}, file({ beta2: -1 }))).toThrow(/^c\.json: beta2: .*received -1$/);
    expect(() => resolveConfig({}, file({ steps: null }))).toThrow(
      /^c\.json: steps: must be an integer .*received null$/,
    );
    expect(() => resolveConfig({}, file({ constraint: "none" }))).toThrow(
      /must be a list of constraints, received "none"/,
    );
    expect(() => resolveConfig({}, file({ constraint: [] }))).toThrow(
      /at least one constraint, or none, received \[\]/,
    );
  });

  it("refuses every number that is not finite, whatever the key", () => {
    const numeric = configFlags.filter(({ kind }) => kind === "number").map(({ key }) => key);
    fc.assert(
      fc.property(fc.constantFrom(...numeric), fc.constantFrom(Number.NaN, Infinity, -Infinity), (key, value) => {
        expect(() => resolveConfig({ [key]: value })).toThrow(/: must be .*received (NaN|-?Infinity)$/);
      }),
    );
  });

  it("takes an integer key exactly within its limits", () => {
    fc.assert(
      fc.property(fc.integer({ min: -10, max: 5000 }), (batchSize) => {
        const isTaken = batchSize >= 1 && batchSize <= 4096;
        expect(refusal({ batchSize })).toBe(isTaken ? undefined : "ERR_USAGE");
      }),
    );
  });

  it("never lets a message run over more than one line, whatever the file holds", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue(), { minKeys: 1 }), (values) => {
        let message = "";
        try {
          resolveConfig({}, file(values));
        } catch (error) {
          message = error instanceof Error ? error.message : "";
        }
        expect(message).toMatch(/^c\.json: .*received .|^c\.json: [^\n\r\u2028\u2029]*: unknown key; /);
        expect(message).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
      }),
    );
  });
});

describe("givenFlags", () => {
  it("turns commander's options into config values", () => {
    const options = { batchSize: "8", constraint: "weight-norm, none", gain: true, loss: "hinge", json: true };
    expect(givenFlags(options)).toEqual({
      batchSize: 8,
      constraint: ["weight-norm", "none"],
      gain: true,
      loss: "hinge",
    });
  });
});

describe("numberOf", () => {
  it("reads every finite number as JavaScript writes it", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(numberOf(String(value))).toBe(value === 0 ? 0 : value); // -0 is written "0"
      }),
    );
  });

  it("leaves text that is no decimal number alone", () => {
    for (const text of ["", " ", "seven", "NaN", "Infinity", "0x10", "1_000", "1,5", "--width", "1e"]) {
      expect(numberOf(text)).toBe(text);
    }
  });
});
