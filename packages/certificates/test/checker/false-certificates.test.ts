import { type Certificate, type ModelArtifacts, toBase64 } from "@lipschitz-gan/certificates";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { beforeAll, describe, expect, it } from "vitest";
import { checkCertificate } from "../../src/checker/check-certificate.ts";
import { linearMapOf } from "../../src/evaluation/linear-map-of.ts";
import { readNetwork } from "../../src/network/read-network.ts";
import { sizeOf } from "../support/random-vector.ts";
import { randomizeWeights, savedModel } from "../support/saved-model.ts";
import { branchingCritic, convolutionalCritic, denseCritic } from "./support/critics.ts";
import { issue, signed } from "./support/issue.ts";

/** Plain JSON that a test may edit at will. */
// eslint-disable-next-line typescript/no-explicit-any -- the point is to write what the types forbid
type Json = any;

interface Case {
  artifacts: ModelArtifacts;
  certificate: Certificate;
}

const cases: Record<"conv" | "branch" | "dense", Case> = {} as Record<"conv" | "branch" | "dense", Case>;

beforeAll(async () => {
  for (const [name, build, options] of [
    ["conv", convolutionalCritic, { box: [-0.1, 0.1] }],
    ["branch", branchingCritic, { fixed: { label: [2] } }],
    ["dense", denseCritic, { box: [0, 0.01] }],
  ] as const) {
    const model = build();
    randomizeWeights(model, 3);
    const artifacts = await savedModel(model);
    cases[name] = { artifacts, certificate: await issue(artifacts, options) };
    model.dispose();
  }
});

async function checkEdited(
  { artifacts, certificate }: Case,
  edit: (draft: Json) => void,
): Promise<{ valid: boolean; reason?: string }> {
  const draft = structuredClone(certificate) as Json;
  edit(draft);
  const { digest: _, ...body } = draft;
  return await checkCertificate(JSON.stringify(await signed(body)), artifacts);
}

/** The norm of a linear operation by the singular value decomposition of its explicit matrix. */
function normOf({ artifacts }: Case, name: string): number {
  const operation = readNetwork(artifacts).operations.find((own) => own.name === name);
  const map = operation === undefined ? null : linearMapOf(operation);
  if (map === null) throw new Error(`${name} must be linear`);
  const columns = Array.from({ length: sizeOf(map.inputShape) }, (_, j) => {
    const unit = new Float64Array(sizeOf(map.inputShape));
    unit[j] = 1;
    return [...map.apply(unit)];
  });
  const matrix = new Matrix(columns);
  return new SingularValueDecomposition(matrix.rows < matrix.columns ? matrix.transpose() : matrix).norm2;
}

const layer = (draft: Json, name: string): Json => draft.layers.find((own: Json) => own.name === name);

describe("checkCertificate", () => {
  it("accepts what is true, as text and as an object", async () => {
    for (const { artifacts, certificate } of Object.values(cases)) {
      expect(await checkCertificate(certificate, artifacts)).toEqual({ valid: true });
      expect(await checkCertificate(JSON.stringify(certificate), artifacts)).toEqual({ valid: true });
      expect(await checkCertificate(JSON.stringify(certificate, null, 2), artifacts)).toEqual({ valid: true });
    }
    expect(cases.conv.certificate.merges.length).toBeGreaterThan(0);
    expect(cases.dense.certificate.merges.map(({ method }) => method)).toContain("slopes");
    expect(cases.dense.certificate.local?.method).toBe("intervals");
  });

  it.each<[string, keyof typeof cases, (draft: Json) => void, RegExp]>([
    ["another format", "conv", (d) => (d.format = "other"), /certificate\.format must be "lipschitz-gan-certificate"/],
    ["another version", "conv", (d) => (d.version = 2), /certificate\.version must be 1/],
    ["another norm", "conv", (d) => (d.norm = "linf"), /certificate\.norm must be "l2"/],
    ["another claim", "conv", (d) => (d.claim = `${d.claim} And more.`), /certificate\.claim must be/],
    ["a field too many", "conv", (d) => (d.extra = 1), /must have no field extra/],
    ["a field too few", "conv", (d) => delete d.local, /must have the field local/],
    [
      "a field too many inside",
      "conv",
      (d) => (d.layers[0].note = ""),
      /certificate\.layers\[0\] must have no field note/,
    ],
    [
      "a text for a number",
      "conv",
      (d) => (d.upper = "3"),
      /certificate\.upper must be a finite number >= 0, received "3"/,
    ],
    ["a negative end", "conv", (d) => (d.lower = -1), /certificate\.lower must be a finite number >= 0, received -1/],
    ["another method", "conv", (d) => (d.layers[0].method = "power"), /method must be one of/],
    ["no list", "conv", (d) => (d.layers = {}), /certificate\.layers must be a list/],
    ["a broken hash", "conv", (d) => (d.model.sha256 = "abc"), /64 hexadecimal digits/],
    [
      "the hash of another weight",
      "conv",
      (d) => (d.model.weights[0].sha256 = d.model.weights[1].sha256),
      /weight first\/kernel must have the hash/,
    ],
    [
      "another weight's name",
      "conv",
      (d) => (d.model.weights[0].name = "x"),
      /model\.weights\[0\] must be first\/kernel, received x/,
    ],
    [
      "a weight's other shape",
      "conv",
      (d) => (d.model.weights[0].shape = [54]),
      /weight first\/kernel must be float32/,
    ],
    [
      "a weight too few",
      "conv",
      (d) => d.model.weights.pop(),
      /model\.weights\[11\] must be norm\/moving_variance, received none/,
    ],
    ["a weight too many", "conv", (d) => d.model.weights.push(d.model.weights[0]), /must have \d+ entries/],
    [
      "another model's hash",
      "conv",
      (d) => (d.model.sha256 = "0".repeat(64)),
      /topology and weights must have the hash/,
    ],
    ["another name of the model", "conv", (d) => (d.model.name = "other"), /model\.name must be/],
    ["another shape of a sample", "conv", (d) => (d.model.inputShape = [5, 6, 2]), /the shape of input/],
    ["another shape of the output", "conv", (d) => (d.model.outputShape = [2]), /model\.outputShape must be \[1\]/],
    ["a layer too few", "conv", (d) => d.layers.pop(), /layers must be the model's \d+ operations/],
    ["layers in another order", "conv", (d) => d.layers.reverse(), /name of layers\[0\] must be first/],
    ["another kind", "conv", (d) => (d.layers[0].kind = "Dense"), /kind of layers\[0\] must be Conv2D, received Dense/],
    [
      "another edge",
      "branch",
      (d) => (layer(d, "residual").inputs = [0, 0]),
      /inputs of layer residual must be \[0, \d\]/,
    ],
    [
      "a rule for a kernel",
      "conv",
      (d) => (d.layers[0].method = "rule"),
      /method of layer first, a Conv2D, must be cholesky/,
    ],
    [
      "a test for a rule",
      "conv",
      (d) => (layer(d, "norm").method = "cholesky"),
      /method of layer norm, a BatchNorm.*must be rule/,
    ],
    ["a grid without use", "conv", (d) => (d.layers[0].grid = [9, 9]), /must have a grid just where/],
    ["no grid", "conv", (d) => (d.layers[0].method = "fourier"), /must have a grid just where/],
    [
      "a grid of too few axes",
      "conv",
      (d) => Object.assign(d.layers[0], { method: "fourier", grid: [9] }),
      /grid must have 2 whole numbers/,
    ],
    [
      "a rule that is broken",
      "conv",
      (d) => (layer(d, "leaky").upper = 0.99),
      /lower of layer leaky|upper of layer leaky must be at least 1/,
    ],
    [
      "a scale that is too small",
      "conv",
      (d) => (layer(d, "norm").upper *= 1 - 1e-11),
      /upper of layer norm must be at least/,
    ],
    [
      "a pooling norm that is too small",
      "conv",
      (d) => (layer(d, "pool").upper *= 1 - 1e-8),
      /upper of layer pool must be at least/,
    ],
    [
      "a lower end without reason",
      "conv",
      (d) => (layer(d, "second:activation").lower = 0.5),
      /lower of layer second:activation must be at most 0, by its rule/,
    ],
    [
      "a lower end above the upper",
      "conv",
      (d) => (d.layers[0].lower = d.layers[0].upper * 2),
      /lower of layer first must be at most upper/,
    ],
    [
      "a lower end that is too large",
      "conv",
      (d) => (d.layers[0].lower *= 1 + 1e-9),
      /must be at most .*, by its direction/,
    ],
    ["no direction", "conv", (d) => delete d.layers[0].direction, /must be at most 0, by its rule/],
    [
      "a direction out of the picture",
      "conv",
      (d) => (d.layers[0].direction.offset = [1, 0, 0]),
      /direction of layer first must lie in/,
    ],
    [
      "a direction of zeros",
      "conv",
      (d) => (d.layers[0].direction = { offset: [0, 0, 0], shape: [1, 1, 1], int16: "AAA=" }),
      /must not be zero/,
    ],
    ["a direction cut short", "conv", (d) => (d.layers[0].direction.int16 = "AAA="), /must have \d+ characters/],
    [
      "a direction for an activation",
      "conv",
      (d) => (layer(d, "leaky").direction = d.layers[0].direction),
      /must have no direction/,
    ],
    ["a chain of one", "conv", (d) => (d.merges[0].chain = [1]), /must have two or more operations/],
    ["a chain that leads on elsewhere", "conv", (d) => (d.merges[0].chain = [1, 3]), /fed by the one before only/],
    ["a chain out of the model", "conv", (d) => (d.merges[0].chain = [98, 99]), /must have operations of the model/],
    [
      "a chain whose inside is used elsewhere",
      "branch",
      (d) => (d.merges = [{ chain: [11, 13], upper: 99, method: "cholesky" }]),
      /operation 11 inside merges\[0\] must feed the next one only, but feeds 2/,
    ],
    [
      "a chain by a method without sense",
      "conv",
      (d) => (d.merges[0].method = "slopes"),
      /multipliers just for slopes/,
    ],
    [
      "a chain that is too small",
      "conv",
      (d) => (d.merges[0].upper *= 1 - 1e-6),
      /upper of merges\[0\] must be an upper bound/,
    ],
    [
      "multipliers of no use",
      "dense",
      (d) => d.merges[0].multipliers[0].fill(0),
      /upper of merges\[0\] must be an upper bound/,
    ],
    ["multipliers too few", "dense", (d) => d.merges[0].multipliers.pop(), /multipliers must be one number/],
    [
      "a bound that is too small",
      "conv",
      (d) => (d.layers[2].bound *= 1 - 1e-11),
      /bound of layer leaky must be at least/,
    ],
    ["a bound without its chain", "dense", (d) => (d.merges = []), /bound of layer c must be at least/],
    [
      "an end that is not the last bound",
      "conv",
      (d) => (d.upper *= 1.001),
      /upper must be the bound of the last layer/,
    ],
    ["a lower end above all", "conv", (d) => (d.lower = d.upper * 2), /lower must be at most upper/],
    [
      "a lower end that is not attained",
      "conv",
      (d) => (d.lower *= 1 + 1e-9),
      /lower must be at most .*, which the witness attains/,
    ],
    ["no witness", "conv", (d) => (d.witness = null), /lower must be 0 without a witness/],
    [
      "a sample cut short",
      "conv",
      (d) => (d.witness.x = d.witness.x.slice(4)),
      /x of the witness must have \d+ characters/,
    ],
    ["a sample that is no base64", "conv", (d) => (d.witness.x = `*${d.witness.x.slice(1)}`), /must be base64/],
    ["samples out of range", "conv", (d) => (d.witness.range = [0, 0.001]), /must lie in \[0, 0\.001\]/],
    ["an empty range", "conv", (d) => (d.witness.range = [1, -1]), /must ascend/],
    ["the same sample twice", "conv", (d) => (d.witness.y = d.witness.x), /must differ/],
    [
      "a sample that is not a number",
      "conv",
      (d) => (d.witness.x = toBase64(new Uint8Array(new Float32Array(60).fill(Number.NaN).buffer))),
      /must lie in .*received NaN/,
    ],
    [
      "a label that is not in the table",
      "branch",
      (d) => (d.witness.fixed = { label: [5] }),
      /whole numbers from 0 to 4, received 5/,
    ],
    [
      "a label between two",
      "branch",
      (d) => (d.witness.fixed = { label: [1.5] }),
      /must have whole numbers, received 1\.5/,
    ],
    ["no label", "branch", (d) => delete d.witness.fixed, /fixed input label must have 1 values, received none/],
    ["an input that the model has not", "branch", (d) => (d.witness.fixed.other = [1]), /received other/],
    [
      "a local bound that is too small",
      "dense",
      (d) => (d.local.upper *= 1 - 1e-6),
      /upper of local must be at least .*, by intervals/,
    ],
    ["a box inside out", "dense", (d) => (d.local.low = 1), /low of local must be at most high/],
    ["a box of another size", "dense", (d) => (d.local.low = [0, 0]), /low of local must have 3 entries/],
    [
      "a local bound below that for all",
      "conv",
      (d) => (d.local = { low: 0, high: 1, method: "global", upper: d.upper * 0.999 }),
      /upper of local must be at least upper/,
    ],
    [
      "intervals where there is no rule",
      "branch",
      (d) => (d.local = { low: 0, high: 1, method: "intervals", upper: 1e9 }),
      /method global/,
    ],
  ])("refuses %s", async (_, name, edit, reason) => {
    const result = await checkEdited(cases[name], edit);
    expect(result.valid).toBe(false);
    expect(result.reason).toMatch(reason);
  });

  it("refuses a digest of something else, after all else", async () => {
    const { artifacts, certificate } = cases.conv;
    const { valid, reason } = await checkCertificate({ ...certificate, digest: "0".repeat(64) }, artifacts);
    expect(valid).toBe(false);
    expect(reason).toMatch(/digest must be [0-9a-f]{64}, received 0{64}/);
  });

  it.each(["first", "second", "hidden", "score"])(
    "refuses an end of %s below its norm, by every method",
    async (name) => {
      const norm = normOf(cases.conv, name);
      const isConvolution = name === "first" || name === "second";
      for (const how of [
        { method: "cholesky" },
        { method: "reshaped" },
        ...(isConvolution
          ? [
              { method: "fourier", grid: [16, 16] },
              { method: "fourier", grid: [7, 5] },
            ]
          : []),
      ]) {
        const set = (factor: number) => (draft: Json) => {
          const own = layer(draft, name);
          delete own.grid;
          Object.assign(own, how, { upper: norm * factor, lower: 0 });
          delete own.direction;
        };
        const { valid, reason } = await checkEdited(cases.conv, set(1 - 1e-9));
        expect(valid).toBe(false);
        expect(reason).toMatch(new RegExp(`upper of layer ${name} must be an upper bound of its norm by method`));
        // The bounds of later layers are too small then, but not this end.
        const enough = await checkEdited(cases.conv, set(how.method === "cholesky" ? 1 + 1e-6 : 9));
        expect(enough.reason ?? "").not.toMatch(/upper of layer/);
      }
    },
  );

  it("names the weight that differs", async () => {
    const { artifacts, certificate } = cases.conv;
    const weightData = artifacts.weightData.slice();
    new Float32Array(weightData)[0] = 0.125;
    const { valid, reason } = await checkCertificate(certificate, { ...artifacts, weightData });
    expect(valid).toBe(false);
    expect(reason).toMatch(/weight first\/kernel must have the hash/);
  });

  it("sees another topology with the same weights", async () => {
    const { artifacts, certificate } = cases.conv;
    const modelTopology = JSON.parse(
      JSON.stringify(artifacts.modelTopology).replace('"alpha":0.2', '"alpha":0.3'),
    ) as unknown;
    const { reason } = await checkCertificate(certificate, { ...artifacts, modelTopology });
    expect(reason).toMatch(/topology and weights must have the hash/);
  });
});
