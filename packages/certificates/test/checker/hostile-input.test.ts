import { readdirSync, readFileSync } from "node:fs";
import type { ModelArtifacts } from "@lipschitz-gan/certificates";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { checkCertificate } from "../../src/checker/check-certificate.ts";
import { readModel } from "../../src/checker/read-model.ts";
import { randomizeWeights, savedModel } from "../support/saved-model.ts";
import { denseCritic } from "./support/critics.ts";
import { issue } from "./support/issue.ts";

let artifacts: ModelArtifacts;
let text: string;

beforeAll(async () => {
  const model = denseCritic();
  randomizeWeights(model, 1);
  artifacts = await savedModel(model);
  text = JSON.stringify(await issue(artifacts));
  model.dispose();
});

async function expectRefused(certificate: unknown, model: ModelArtifacts = artifacts): Promise<string> {
  const { valid, reason = "" } = await checkCertificate(certificate, model);
  expect(valid).toBe(false);
  expect(reason.length).toBeGreaterThan(10);
  return reason;
}

type Draft = Record<string, unknown>;

function edited(edit: (draft: Draft) => void): string {
  const draft = JSON.parse(text) as Draft;
  edit(draft);
  return JSON.stringify(draft);
}

function layersOf(draft: Draft): Draft[] {
  return draft["layers"] as Draft[];
}

function modelOf(draft: Draft): Draft {
  return draft["model"] as Draft;
}

describe("hostile certificates", () => {
  it("are refused whatever they are", async () => {
    expect.hasAssertions();
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    for (const certificate of [
      "",
      "{",
      "null",
      "[]",
      "{}",
      '"text"',
      "NaN",
      deep,
      null,
      undefined,
      7,
      [],
      () => 1,
      Symbol("x"),
      10n,
    ]) {
      await expectRefused(certificate);
    }
    const cyclic: Record<string, unknown> = {};
    cyclic["format"] = cyclic;
    await expectRefused(cyclic);
    const throwing = {
      get format(): string {
        throw new Error("no");
      },
    };
    await expectRefused(throwing);
    const value = { ...(JSON.parse(text) as object), nested: JSON.parse(deep) as unknown };
    await expectRefused(value);
  });

  it("are refused at every length", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), async (length) => {
        await expectRefused(text.slice(0, length));
      }),
    );
  });

  it("get nothing by names that objects have already", async () => {
    expect(await expectRefused(text.replace("{", '{"__proto__":{"upper":1},'))).toMatch(/must have no field __proto__/);
    expect(await expectRefused(text.replace("{", '{"constructor":1,'))).toMatch(/must have no field constructor/);
    expect(
      await expectRefused(text.replace('"fixed"', '"__proto__"').replace('"witness":{', '"witness":{"toString":1,')),
    ).toMatch(/must have no field toString/);
  });

  it("do not make the checker reserve what they ask for", async () => {
    expect.hasAssertions();
    await expectRefused(edited((d) => Object.assign(modelOf(d), { inputShape: [2 ** 50] })));
    await expectRefused(
      edited((d) => Object.assign(modelOf(d), { inputShape: Array.from({ length: 1000 }, () => 2) })),
    );
    await expectRefused(edited((d) => Object.assign(layersOf(d)[0] ?? {}, { method: "fourier", grid: [2 ** 40] })));
    await expectRefused(
      edited((d) => Object.assign(layersOf(d)[0] ?? {}, { direction: { offset: [0], shape: [2 ** 45], int16: "" } })),
    );
    await expectRefused(
      edited((d) => Object.assign(d, { witness: { range: [-1, 1], x: "A".repeat(1 << 20), y: "" } })),
    );
  });
});

const dense = { class_name: "Dense", config: { name: "d", units: 1, use_bias: false, batch_input_shape: [null, 2] } };
function modelWith(modelTopology: unknown): ModelArtifacts {
  return {
    modelTopology,
    weightSpecs: [{ name: "d/kernel", shape: [2, 1], dtype: "float32" }],
    weightData: Float32Array.of(1, 2).buffer,
  };
}

function sequential(...layers: unknown[]): unknown {
  return { class_name: "Sequential", config: { name: "m", layers } };
}

function functional(layers: unknown, input_layers: unknown, output_layers: unknown): unknown {
  return { class_name: "Functional", config: { name: "m", layers, input_layers, output_layers } };
}

const input = {
  class_name: "InputLayer",
  name: "i",
  config: { name: "i", batch_input_shape: [null, 2] },
  inbound_nodes: [],
};
const node = (name: string, from: unknown[]): unknown => ({
  ...dense,
  name,
  config: { ...dense.config, name },
  inbound_nodes: [from],
});

function read(specs: unknown[], data: ArrayLike<number>): void {
  const weightSpecs = specs as ModelArtifacts["weightSpecs"];
  readModel({ modelTopology: sequential(dense), weightSpecs, weightData: Float32Array.from(data).buffer }, [2]);
}

function kernelOf(quantization: unknown, weightData: ArrayBuffer): number[] {
  const spec = { name: "d/kernel", shape: [2, 1], dtype: "float32", quantization } as never;
  const { operations } = readModel({ modelTopology: sequential(dense), weightSpecs: [spec], weightData }, [2]);
  return [...(operations[0]?.convolution?.kernel ?? [])];
}

function innerModel(name: string): unknown {
  const layers = [{ ...dense, config: { ...dense.config, units: 2 } }];
  return { class_name: "Sequential", name, config: { name, layers } };
}

function layerOf(class_name: string, name: string, from: readonly string[], config: object): unknown {
  return { class_name, name, config: { name, ...config }, inbound_nodes: [from.map((own) => [own, 0, 0, {}])] };
}

describe("hostile models", () => {
  it("are read if they are none", () => {
    const { operations } = readModel(
      modelWith(functional([input, node("d", [["i", 0, 0, {}]])], [["i", 0, 0]], [["d", 0, 0]])),
      [2],
    );
    expect(operations.map(({ name }) => name)).toEqual(["d"]);
  });

  it.each<[string, unknown, RegExp]>([
    ["no object", 3, /must be an object/],
    ["no layers", sequential(), /must have layers/],
    [
      "an unknown class",
      sequential({ class_name: "Lambda", config: { name: "l", batch_input_shape: [null, 2] } }),
      /must be of a class with a rule, received Lambda/,
    ],
    ["no shape", sequential({ class_name: "Dense", config: { name: "d", units: 1 } }), /batch_input_shape/],
    ["two layers of one name", sequential(dense, dense), /different names/],
    [
      "an activation without a rule",
      sequential({ ...dense, config: { ...dense.config, activation: "cube" } }),
      /must have a rule, received cube/,
    ],
    [
      "a bias that is missing",
      sequential({ ...dense, config: { ...dense.config, use_bias: true } }),
      /one weight d\/bias, received 0/,
    ],
    [
      "another number of units",
      sequential({ ...dense, config: { ...dense.config, units: 2 } }),
      /must have shape \[2, 2\], received \[2, 1\]/,
    ],
    [
      "huge units",
      sequential({ ...dense, config: { ...dense.config, units: 1e9 } }),
      /units of layer d must be an integer/,
    ],
    [
      "a setting twice",
      sequential({ ...dense, config: { ...dense.config, useBias: true } }),
      /each setting once, received useBias twice/,
    ],
    [
      "a cycle",
      functional([input, node("d", [["e", 0, 0]]), node("e", [["d", 0, 0]])], [["i", 0, 0]], [["d", 0, 0]]),
      /no cycles/,
    ],
    [
      "a connection to nowhere",
      functional([input, node("d", [["x", 0, 0]])], [["i", 0, 0]], [["d", 0, 0]]),
      /received x/,
    ],
    [
      "two outputs",
      functional(
        [input, node("d", [["i", 0, 0]])],
        [["i", 0, 0]],
        [
          ["d", 0, 0],
          ["i", 0, 0],
        ],
      ),
      /one output/,
    ],
    [
      "arguments",
      functional([input, node("d", [["i", 0, 0, { training: true }]])], [["i", 0, 0]], [["d", 0, 0]]),
      /without further arguments, received training/,
    ],
    ["its input as output", functional([input], [["i", 0, 0]], [["i", 0, 0]]), /must compute something/],
    [
      "Keras 3",
      functional(
        [input, { ...dense, name: "d", inbound_nodes: [{ args: [], kwargs: {} }] }],
        [["i", 0, 0]],
        [["d", 0, 0]],
      ),
      /must be a list/,
    ],
  ])("are refused: %s", (_, topology, reason) => {
    expect(() => readModel(modelWith(topology), [2])).toThrow(reason);
  });

  it("are refused where two layers would share a weight by their name alone", () => {
    const spec = { name: "d/kernel", shape: [2, 2], dtype: "float32" };
    const weightData = Float32Array.of(1, 2, 3, 4).buffer;
    const readAll = (...models: unknown[]): unknown =>
      readModel({ modelTopology: sequential(...models), weightSpecs: [spec], weightData }, [2]);
    expect(() => readAll(innerModel("a"))).not.toThrow();
    expect(() => readAll(innerModel("a"), innerModel("b"))).toThrow(/d\/kernel must belong to one layer/);
  });

  it("are refused where a product is not of two vectors, one a row of a table", () => {
    const label = {
      class_name: "InputLayer",
      name: "l",
      config: { name: "l", batch_input_shape: [null, 2] },
      inbound_nodes: [],
    };
    const dot = (units: number, from: readonly string[]): ModelArtifacts => ({
      modelTopology: functional(
        [
          input,
          label,
          layerOf("Dense", "d", ["i"], { units, use_bias: false }),
          layerOf("Embedding", "e", ["l"], { input_dim: 3, output_dim: 2 }),
          layerOf("Flatten", "f", ["e"], {}),
          layerOf("Dot", "p", from, { axes: 1 }),
        ],
        [
          ["i", 0, 0],
          ["l", 0, 0],
        ],
        [["p", 0, 0]],
      ),
      weightSpecs: [
        { name: "d/kernel", shape: [2, units], dtype: "float32" },
        { name: "e/embeddings", shape: [3, 2], dtype: "float32" },
      ],
      weightData: new Float32Array(2 * units + 6).buffer,
    });
    // Two labels make a vector of two rows, which is longer than one row.
    expect(() => readModel(dot(4, ["f", "d"]), [2])).toThrow(/must multiply two vectors/);
    expect(() => readModel(dot(4, ["d", "d"]), [2])).toThrow(/one varied and one fixed input/);
    expect(() => readModel(dot(4, ["l", "i"]), [2])).toThrow(/must be rows of an embedding/);
  });

  it("do not overflow the stack", () => {
    let model = dense as unknown;
    for (let i = 0; i < 1000; i++) model = sequential(model);
    expect(() => readModel(modelWith(model), [2])).toThrow(/nested less than 32 deep/);
    const layers = Array.from({ length: 5000 }, (_, i) => {
      const name = `f${i}`;
      return { class_name: "Flatten", config: { name, batch_input_shape: [null, 2] } };
    });
    expect(readModel(modelWith(sequential(...layers)), [2]).operations.length).toBe(5000);
  });

  it("are refused where weights are not finite, missing, twice, or of a type that is none", () => {
    const spec = { name: "d/kernel", shape: [2, 1], dtype: "float32" };
    expect(() => read([spec], [1, Number.NaN])).toThrow(/d\/kernel must be finite, received NaN/);
    expect(() => read([{ ...spec, name: "e/kernel" }], [1, 2])).toThrow(/one weight d\/kernel, received 0/);
    expect(() => read([spec, { ...spec, name: "d/cell/kernel" }], [1, 2, 3, 4])).toThrow(
      /one weight d\/kernel, received 2/,
    );
    expect(() => read([{ ...spec, dtype: "int32" }], [1, 2])).toThrow(/must be float32/);
    read([{ ...spec, name: "d/cell/kernel" }], [1, 2]);
  });

  it("read quantized weights as TensorFlow.js does", () => {
    expect(kernelOf({ dtype: "float16" }, Uint16Array.of(0x3c00, 0x8001).buffer)).toEqual([1, -(2 ** -24)]);
    expect(kernelOf({ dtype: "float16" }, Uint16Array.of(0x7bff, 0xc100).buffer)).toEqual([65_504, -2.5]);
    expect(kernelOf({ dtype: "uint8", scale: 0.1, min: -1 }, Uint8Array.of(0, 255).buffer)).toEqual([
      -1,
      Math.fround(24.5),
    ]);
    expect(kernelOf({ dtype: "uint16", scale: 1e-3, min: 0.5 }, Uint16Array.of(1, 65_535).buffer)).toEqual([
      Math.fround(0.501),
      Math.fround(66.035),
    ]);
    expect(() => kernelOf({ dtype: "float16" }, Uint16Array.of(0x7c00, 0).buffer)).toThrow(/must be finite/);
  });
});

describe("the checker", () => {
  const directory = new URL("../../src/checker/", import.meta.url);
  const sources = readdirSync(directory).map((name) => {
    const source = readFileSync(new URL(name, directory), "utf8");
    return [name, source.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/\/\/.*/g, "")] as const; // without comments
  });

  it("shares no code with the issuer but the format", () => {
    for (const [, source] of sources) {
      for (const [, from = ""] of source.matchAll(/(?:import|export)[^;"]*?from "([^"]+)"/g)) {
        expect(from).toMatch(/^\.\/[\w-]+\.ts$|^\.\.\/format\/[\w-]+\.ts$/);
      }
      expect(source).not.toMatch(/\bimport\s*\(|\brequire\s*\(/);
    }
  });

  it("decides by +, −, ·, / and √ only", () => {
    for (const [name, code] of sources) {
      const used = [...code.matchAll(/\bMath\.(\w+)/g)].map(([, own = ""]) => own);
      for (const own of used) {
        expect([name, own]).toEqual([
          name,
          expect.stringMatching(/^(abs|max|min|floor|ceil|round|sqrt|fround|PI|LN2)$/),
        ]);
      }
      // Powers are of two, by constants.
      expect([...code.matchAll(/(\S+)\s*\*\*/g)].every(([, base]) => /(^|\W)2$/.test(base ?? ""))).toBe(true);
    }
  });
});
