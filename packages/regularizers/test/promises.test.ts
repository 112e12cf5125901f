import "@tensorflow/tfjs-backend-cpu";
import { beforeAll, describe, expect, it } from "vitest";
import { startBackend } from "@lipschitz-gan/backend";
import { compose, constrain, type ConstrainedWeight, type LipschitzConstraint } from "@lipschitz-gan/core";
import { gradientPenalty, spectralNorm, weightClipping, weightNorm } from "@lipschitz-gan/regularizers";
import { denseOf, smallCritic } from "./support/models.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

const statement = ({ guarantee }: LipschitzConstraint): string => guarantee.statement;
/** A dense kernel with a matrix of 4 rows and 9 columns. */
const kernel = (): ConstrainedWeight =>
  denseOf(
    Array.from({ length: 4 }, () => Array.from({ length: 9 }, () => 1)),
    spectralNorm(),
  ).weights[0]!;
const promisesOf = ({ guarantee }: LipschitzConstraint, nWeights: number): unknown[] =>
  guarantee.promises.map((promised) => {
    const { quantity, norm, sense } = promised;
    return [quantity, norm, sense, promised.bound(kernel(), nWeights)];
  });

describe("what is promised", () => {
  it.each<readonly [string, () => LipschitzConstraint, number, unknown[]]>([
    ["spectralNorm", () => spectralNorm(), 3, [["spectral-norm", "l2", "in-the-limit", 1]]],
    ["spectralNorm with k", () => spectralNorm({ k: 16 }), 2, [["spectral-norm", "l2", "in-the-limit", 4]]],
    [
      "spectralNorm with kPerWeight",
      () => spectralNorm({ k: 16, kPerWeight: 3 }),
      2,
      [["spectral-norm", "l2", "in-the-limit", 3]],
    ],
    [
      "spectralNorm of the operator",
      () => spectralNorm({ mode: "operator", k: 16 }),
      2,
      [["operator-norm", "l2", "in-the-limit", 4]],
    ],
    [
      "spectralNorm, certified: of a dense layer the matrix is the map's",
      () => spectralNorm({ mode: "certified", k: 16 }),
      2,
      [
        ["operator-norm", "l2", "always", 4],
        ["spectral-norm", "l2", "always", 4],
      ],
    ],
    [
      "weightNorm: rows of k, of which four can be one and the same",
      () => weightNorm({ k: 16 }),
      2,
      [
        ["row-norm", "l2", "always", 4],
        ["spectral-norm", "l2", "always", 8],
      ],
    ],
    ["weightNorm with gain: nothing", () => weightNorm({ gain: true }), 1, []],
    [
      "weightClipping: c √36 for 4 x 9 entries",
      () => weightClipping({ c: 0.5 }),
      2,
      [
        ["entry", "l2", "always", 0.5],
        ["spectral-norm", "l2", "always", 3],
      ],
    ],
    [
      "weightClipping as in the paper",
      () => weightClipping(),
      2,
      [
        ["entry", "l2", "always", Math.fround(0.01)],
        ["spectral-norm", "l2", "always", Math.fround(0.01) * 6],
      ],
    ],
    ["gradientPenalty", () => gradientPenalty(), 2, [["input-gradient", "l2", "at-sampled-points", 1]]],
    ["gradientPenalty with k", () => gradientPenalty({ k: 5 }), 2, [["input-gradient", "l2", "at-sampled-points", 5]]],
  ])("by %s", (_name, make, nWeights, expected) => {
    expect(promisesOf(make(), nWeights)).toEqual(expected);
  });

  it("is not about the spectral norm of a weight without a matrix, which weightNorm refuses to bound", () => {
    const bias = constrain(smallCritic(), gradientPenalty(), { select: ({ kind }) => kind === "bias" }).weights[0]!;
    const promised = weightNorm().guarantee.promises.find(({ quantity }) => quantity === "spectral-norm")!;
    expect(() => promised.bound(bias, 1)).toThrow(/^weightNorm: conv\/bias must be a kernel/);
  });

  it("is said with its limits", () => {
    expect(statement(gradientPenalty())).toContain("is pulled to k at points drawn");
    expect(statement(gradientPenalty({ sided: "one" }))).toContain("is pulled below k at points drawn");
    expect(statement(weightNorm({ gain: true }))).toContain("nothing is bounded");
    expect(statement(weightNorm())).toContain("√rows");
    expect(statement(weightClipping())).toContain("c √(mn)");
    expect(statement(spectralNorm())).toContain("can be larger");
    expect(statement(spectralNorm({ mode: "operator" }))).toContain("tends to its share of k");
    expect(statement(spectralNorm({ mode: "certified" }))).toContain("at most its share of k for every value");
  });

  it("keeps its name", () => {
    const modes = (["sn-gan", "operator", "certified"] as const).map((mode) => spectralNorm({ mode }));
    const constraints = [...modes, weightNorm(), weightClipping(), gradientPenalty()];
    expect(constraints.map(({ name }) => name)).toEqual([
      "spectral-norm",
      "spectral-norm-operator",
      "spectral-norm-certified",
      "weight-norm",
      "weight-clipping",
      "gradient-penalty",
    ]);
  });

  it("is of the gradient, too: what certified gives is no derivative, alone or in a composition", () => {
    const gradients = [
      spectralNorm(),
      spectralNorm({ mode: "operator" }),
      spectralNorm({ mode: "certified" }),
      compose(spectralNorm({ mode: "certified" }), gradientPenalty()),
      compose(spectralNorm(), gradientPenalty()),
    ].map(({ gradient }) => gradient);
    expect(gradients).toEqual(["exact", "exact", "surrogate", "surrogate", undefined]);
  });
});

/** A projection that promises something about the variables. */
const promisingOf = (quantity: "entry" | "row-norm" | "spectral-norm"): LipschitzConstraint => ({
  ...weightClipping(),
  name: "promising",
  guarantee: { statement: "It promises.", promises: [{ quantity, norm: "l2", sense: "always", bound: () => 1 }] },
});

describe("what clipping preserves", () => {
  it.each(["entry", "row-norm"] as const)("is a projection's promise about the %s: no entry grows", (quantity) => {
    const quantities = compose(promisingOf(quantity), weightClipping()).guarantee.promises.map((p) => p.quantity);
    expect(quantities).toEqual([quantity, "entry", "spectral-norm"]);
  });

  it("is not one about the spectral norm, which smaller entries can raise", () => {
    expect(() => compose(promisingOf("spectral-norm"), weightClipping())).toThrow(/about the spectral-norm no longer/);
  });
});

describe("an option that is refused", () => {
  it.each<readonly [string, () => LipschitzConstraint]>([
    [
      'spectralNorm: mode must be "sn-gan", "operator" or "certified", received exact',
      () => spectralNorm({ mode: "exact" as "certified" }), // the type forbids it; JavaScript does not
    ],
    ["spectralNorm: k must be a finite number > 0, received 0", () => spectralNorm({ k: 0 })],
    ["spectralNorm: kPerWeight must be a finite number > 0, received 0", () => spectralNorm({ kPerWeight: 0 })],
    ["spectralNorm: powerIterations must be an integer >= 1, received 0", () => spectralNorm({ powerIterations: 0 })],
    ["weightNorm: k must be a finite number > 0, received 0", () => weightNorm({ k: 0 })],
    ["weightNorm: kPerWeight must be a finite number > 0, received 0", () => weightNorm({ kPerWeight: 0 })],
    ["weightClipping: c must be a finite number > 0, received 0", () => weightClipping({ c: 0 })],
    ["weightClipping: k must be a finite number > 0, received 0", () => weightClipping({ k: 0 })],
    ["weightClipping: takes either c or k, received c = 1 and k = 2", () => weightClipping({ c: 1, k: 2 })],
    ["gradientPenalty: lambda must be a finite number > 0, received 0", () => gradientPenalty({ lambda: 0 })],
    ["gradientPenalty: k must be a finite number > 0, received 0", () => gradientPenalty({ k: 0 })],
    [
      'gradientPenalty: sided must be "one" or "two", received both',
      () => gradientPenalty({ sided: "both" as "one" }), // the type forbids it; JavaScript does not
    ],
  ])("%s", (message, make) => {
    expect(make).toThrow(new RangeError(message));
  });

  it.each<readonly [string, () => LipschitzConstraint]>([
    ["spectralNorm", () => spectralNorm()],
    ["weightNorm", () => weightNorm()],
    ["weightClipping", () => weightClipping({ k: 1 })],
  ])("a weight that is no kernel, by %s", (name, make) => {
    expect(() => constrain(smallCritic(), make(), { select: () => true })).toThrow(
      new RangeError(
        `${name}: conv/bias must be a kernel, received a bias of shape [2]; ` +
          "say what it is with kindOf, or leave it out with select",
      ),
    );
  });
});
