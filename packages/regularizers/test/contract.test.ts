import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { startBackend } from "@lipschitz-gan/backend";
import { compose, constrain, type ConstrainedModel, createRng, type LipschitzConstraint } from "@lipschitz-gan/core";
import { gradientPenalty, spectralNorm, weightClipping, weightNorm } from "@lipschitz-gan/regularizers";
import { type Rows, svd } from "./support/matrices.ts";
import { operatorNorm } from "./support/operator-norm.ts";
import { normal, smallCritic, trainOnce } from "./support/models.ts";
import { bits, bitsByName, numbers, u32, withoutLeak } from "./support/tensors.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

const constraints: readonly (readonly [string, () => LipschitzConstraint])[] = [
  ["spectralNorm()", () => spectralNorm()],
  ["spectralNorm({ k, powerIterations })", () => spectralNorm({ k: 9, powerIterations: 3 })],
  ["spectralNorm({ mode: operator })", () => spectralNorm({ mode: "operator", k: 9 })],
  ["spectralNorm({ mode: certified })", () => spectralNorm({ mode: "certified", powerIterations: 2 })],
  ["weightClipping()", () => weightClipping()],
  ["weightClipping({ k })", () => weightClipping({ k: 9 })],
  ["gradientPenalty()", () => gradientPenalty()],
  ["gradientPenalty({ sided: one })", () => gradientPenalty({ sided: "one", lambda: 1, k: 2 })],
  ["weightNorm()", () => weightNorm()],
  ["weightNorm({ gain })", () => weightNorm({ gain: true })],
  ["spectral norm and gradient penalty", () => compose(spectralNorm(), gradientPenalty())],
  ["clipping and gradient penalty", () => compose(weightClipping({ c: 0.1 }), gradientPenalty())],
  ["weight norm and gradient penalty", () => compose(weightNorm(), gradientPenalty())],
  ["weight norm with gain, then spectral norm", () => compose(weightNorm({ gain: true }), spectralNorm())],
  ["certified and gradient penalty", () => compose(spectralNorm({ mode: "certified" }), gradientPenalty())],
  ["two gradient penalties", () => compose(gradientPenalty(), gradientPenalty({ sided: "one" }))],
];

const batch = (): tf.Tensor => normal(createRng(5).stream("batch"), [3, 4, 4, 2]);
const fresh = (make: () => LipschitzConstraint): ConstrainedModel =>
  constrain(smallCritic(), make(), { rng: createRng(3) });

describe.each(constraints)("%s", (_name, make) => {
  it("has a name in kebab case, those of its members joined", () => {
    expect(make().name).toMatch(/^[a-z]+(-[a-z]+)*(\+[a-z]+(-[a-z]+)*)*$/);
  });

  it("says in a sentence what holds", () => {
    expect(make().guarantee.statement).toMatch(/^[A-Z].*\.$/);
  });

  it("evaluates purely: no state moves, and the same bits come twice", () => {
    const critic = fresh(make);
    trainOnce(critic, 0);
    const before = bitsByName(critic.state());
    const outputs = [1, 2, 3].map((i) => bits(critic.apply(batch(), { training: i === 2 })));
    critic.forward((pass) => [pass.apply(batch()), pass.apply(batch())]);
    expect(bitsByName(critic.state())).toEqual(before);
    expect(outputs).toEqual([outputs[0], outputs[0], outputs[0]]);
  });

  it("gives the same state and output for the same seed", () => {
    const [one, other] = [fresh(make), fresh(make)];
    for (const step of [0, 1]) for (const critic of [one, other]) trainOnce(critic, step);
    expect(bitsByName(other.state())).toEqual(bitsByName(one.state()));
  });

  it("goes on to the bit from a state that is put back into a fresh model", () => {
    const one = fresh(make);
    for (const step of [0, 1, 2]) trainOnce(one, step);
    const saved = Object.entries(one.state()).map(([name, variable]) => [name, variable.dataSync().slice()] as const);
    const sigmaBefore = bits(one.apply(batch()));
    for (const step of [3, 4]) trainOnce(one, step);
    const other = constrain(smallCritic(8), make(), { rng: createRng(4) });
    const state = other.state();
    for (const [name, values] of saved) tf.tidy(() => state[name]?.assign(tf.tensor(values, state[name].shape)));
    expect(bits(other.apply(batch())), "evaluation right after").toEqual(sigmaBefore);
    for (const step of [3, 4]) trainOnce(other, step);
    expect(bitsByName(other.state())).toEqual(bitsByName(one.state()));
  });

  it("trains every kernel, and every variable of its own", () => {
    const critic = fresh(make);
    const before = bitsByName(critic.variables);
    trainOnce(critic, 0);
    const after = bitsByName(critic.variables);
    // Spectral norm's output does not depend on the only gain of a matrix of one row.
    const cancelled = make().name.endsWith("+spectral-norm") ? "constraint:0-weight-norm/score/kernel/gain" : "none";
    const still = Object.keys(before).filter((name) => String(after[name]) === String(before[name]));
    expect(still.filter((name) => !name.endsWith("bias") && name !== cancelled)).toEqual([]);
  });

  it("leaks no tensor over 20 rounds, and frees all it made", () => {
    const model = smallCritic();
    withoutLeak(() => {
      const critic = constrain(model, make());
      trainOnce(critic, 0);
      for (let step = 1; step < 20; step++) {
        const before = tf.memory().numTensors;
        trainOnce(critic, step);
        expect(tf.memory().numTensors).toBe(before);
      }
      critic.dispose();
    });
  });

  it("binds to no weights at all", () => {
    withoutLeak(() => {
      const bound = make().bind([], createRng(0));
      expect(bound.state()).toEqual({});
      bound.dispose();
      bound.dispose();
    });
  });

  it("binds a second time without disturbing the first", () => {
    const constraint = make();
    const one = constrain(smallCritic(), constraint);
    const before = bitsByName(one.state());
    const other = constrain(smallCritic(1), constraint);
    for (const step of [0, 1]) trainOnce(other, step);
    other.dispose();
    expect(bitsByName(one.state())).toEqual(before);
    expect(() => trainOnce(one, 0)).not.toThrow();
  });

  it("keeps its promises about the weights after training", () => {
    const constraint = make();
    const critic = constrain(smallCritic(), constraint);
    for (let step = 0; step < 3; step++) trainOnce(critic, step);
    for (let i = 0; i < 100; i++) critic.update();
    critic.forward((pass) => {
      for (const weight of critic.weights) {
        const rows = outputRows(weight.shape, numbers(pass.weight(weight)));
        const measured = {
          "operator-norm": operatorNorm(weight, pass.weight(weight)),
          "spectral-norm": svd(rows).sigmas[0] ?? 0,
          "row-norm": Math.max(...rows.map((row) => Math.hypot(...row))),
          entry: Math.max(...rows.flat().map(Math.abs)),
          "input-gradient": 0, // promised at sampled points only
        };
        for (const promised of constraint.guarantee.promises) {
          const { quantity, sense } = promised;
          // Rounding of a dot product over all entries; what has not converged in 100 rounds from this start is below 2 %.
          const slack = sense === "always" ? rows.flat().length * u32 : 0.02;
          const limit = promised.bound(weight, critic.weights.length) * (1 + slack);
          expect(measured[quantity], `${quantity} of ${weight.name}`).toBeLessThanOrEqual(limit);
        }
      }
    });
  });
});

describe("k", () => {
  it("is shared as k^(1/L) among L weights by every constraint that parametrizes or projects", () => {
    for (const [constraint, quantity] of [
      [spectralNorm({ k: 9 }), "spectral-norm"],
      [spectralNorm({ mode: "operator", k: 9 }), "operator-norm"],
      [spectralNorm({ mode: "certified", k: 9 }), "operator-norm"],
      [weightNorm({ k: 9 }), "row-norm"],
      [weightClipping({ k: 9 }), "spectral-norm"],
    ] as const) {
      const { weights } = constrain(smallCritic(), constraint);
      const promised = constraint.guarantee.promises.find((promise) => promise.quantity === quantity)!;
      const bounds = weights.map((weight) => promised.bound(weight, weights.length));
      for (const bound of bounds) expect(bound).toBeCloseTo(3, 5);
      expect(bounds.reduce((product, bound) => product * bound)).toBeCloseTo(9, 4);
    }
  });

  it("is the target of the whole critic's gradient for the penalty", () => {
    const { weights } = constrain(smallCritic(), gradientPenalty({ k: 9 }));
    expect(gradientPenalty({ k: 9 }).guarantee.promises.map((promised) => promised.bound(weights[0]!, 2))).toEqual([9]);
  });
});

describe("options", () => {
  const bad = [0, -1, Number.NaN, Infinity, -Infinity] as const;
  it.each(bad)("%s is refused wherever a positive number is needed", (value) => {
    for (const make of [
      () => spectralNorm({ k: value }),
      () => spectralNorm({ kPerWeight: value }),
      () => spectralNorm({ powerIterations: value }),
      () => weightClipping({ c: value }),
      () => weightClipping({ k: value }),
      () => gradientPenalty({ lambda: value }),
      () => gradientPenalty({ k: value }),
      () => weightNorm({ k: value }),
      () => weightNorm({ kPerWeight: value }),
    ]) {
      expect(make).toThrow(RangeError);
      expect(make).toThrow(
        new RegExp(`^(spectralNorm|weightClipping|gradientPenalty|weightNorm): .* received ${value}$`),
      );
    }
  });

  it("refuses half a power iteration, both c and k, and a third side", () => {
    expect(() => spectralNorm({ powerIterations: 1.5 })).toThrow(
      /powerIterations must be an integer >= 1, received 1.5/,
    );
    expect(() => weightClipping({ c: 1, k: 1 })).toThrow(/takes either c or k/);
    // The type forbids it; JavaScript does not.
    expect(() => gradientPenalty({ sided: "three" as "one" })).toThrow(/sided must be "one" or "two", received three/);
  });

  it.each([
    ["spectralNorm", () => spectralNorm()],
    ["weightNorm", () => weightNorm()],
    ["weightNorm with gain", () => weightNorm({ gain: true })],
  ])("%s refuses a weight that is no kernel, with the remedy, and leaks nothing", (_name, make) => {
    const model = smallCritic();
    withoutLeak(() => {
      expect(() => constrain(model, make(), { select: () => true })).toThrow(
        /conv\/bias must be a kernel, received a bias of shape \[2\]; say what it is with kindOf, or leave it out with select/,
      );
    });
  });
});

/** One row for each output, which is the last axis of both kernels of the small critic. */
function outputRows(shape: readonly number[], values: readonly number[]): Rows {
  const outputs = shape.at(-1) ?? 1;
  return Array.from({ length: outputs }, (_, o) => values.filter((__, i) => i % outputs === o));
}
