import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import {
  constrain,
  type ConstrainedModel,
  createRng,
  DisposedError,
  type ForwardPass,
  type RandomStream,
  statelessBinding,
  unconstrained,
} from "@lipschitz-gan/core";
import { batchFor, filled, zoo } from "./support/model-zoo.ts";
import { type Log, spy } from "./support/spy-constraint.ts";
import { bits, bitsByName, numbers, withoutLeak } from "./support/tensors.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const halved = spy("halved", { factor: 0.5 });

/** Bits of all weights of a model, running statistics included. */
const weightBits = (model: tfl.LayersModel): number[][] => model.weights.map((weight) => bits(weight.read()));
const ownReads = (model: tfl.LayersModel): string[] =>
  model.weights.filter((weight) => Object.hasOwn(weight, "read")).map((weight) => weight.name);

/** What `f` returns while the variables really hold half their values: the oracle, which replaces no reads. */
function whileHalved<T>({ weights }: ConstrainedModel, f: () => T): T {
  const scale = (factor: number): void => {
    for (const { variable } of weights) tf.tidy(() => variable.assign(tf.mul(variable, factor)));
  };
  scale(0.5);
  try {
    return f();
  } finally {
    scale(2); // exact
  }
}

describe.each(zoo)("constrain on $what", (animal) => {
  it("finds every kernel once, under a name that is unique and the same in another build", () => {
    const one = constrain(filled(animal), halved);
    const other = constrain(filled(animal), halved);
    expect(one.weights.map((weight) => weight.name)).toEqual(animal.kernels);
    expect(Object.keys(other.state())).toEqual(Object.keys(one.state()));
    expect(Object.keys(other.variables)).toEqual(Object.keys(one.variables));
    const all = Object.keys(one.state()).filter((name) => !name.startsWith("constraint:"));
    expect(all).toHaveLength(one.model.weights.length);
  });

  it("gives to the bit what the model gives when its variables hold the constrained values", () => {
    const critic = constrain(filled(animal), halved);
    const x = batchFor(animal);
    const expected = whileHalved(critic, () => bits(critic.model.predict(x) as tf.Tensor));
    expect(bits(critic.apply(x))).toEqual(expected);
    expect(bits(critic.apply(x))).not.toEqual(bits(critic.model.predict(x) as tf.Tensor));
  });

  it("leaves the user's model as it was", () => {
    const model = filled(animal);
    const before = weightBits(model);
    const critic = constrain(model, halved);
    critic.update();
    critic.apply(batchFor(animal)).dispose();
    critic.forward(({ apply }) => apply(batchFor(animal)));
    expect(() =>
      critic.forward(() => {
        throw new Error("in the middle");
      }),
    ).toThrow("in the middle");
    critic.dispose();
    expect(weightBits(model)).toEqual(before);
    expect(ownReads(model)).toEqual([]);
  });

  it("lets gradients flow to the user's variables, by the chain rule", () => {
    const critic = constrain(filled(animal), halved);
    const x = batchFor(animal);
    const variables = Object.entries(critic.variables);
    const gradients = (f: () => tf.Scalar): Record<string, number[]> => {
      const { grads } = tf.variableGrads(
        f,
        variables.map(([, variable]) => variable),
      );
      return Object.fromEntries(
        variables.map(([name, variable]) => [name, numbers(grads[variable.name] ?? tf.tensor([]))]),
      );
    };
    const found = gradients(() => critic.forward((pass) => tf.sum<tf.Scalar>(pass.apply(x))));
    const there = whileHalved(critic, () => gradients(() => tf.sum(critic.model.apply(x) as tf.Tensor)));
    // d/dW f(W/2) = f'(W/2)/2; halving is exact
    const kernels = new Set(animal.kernels);
    const expected = Object.entries(there).map(([name, g]) => [name, kernels.has(name) ? g.map((d) => d / 2) : g]);
    expect(Object.entries(found)).toEqual(expected);
    const trained = animal.kernels.filter((name) => name in critic.variables); // frozen kernels get no gradient
    expect(trained.length).toBeGreaterThan(0);
    for (const name of trained) {
      expect(
        found[name]?.some((d) => d !== 0),
        `gradient of ${name}`,
      ).toBe(true);
    }
  });

  it("bakes a plain model with the same output, which outlives the constraint", async () => {
    const critic = constrain(filled(animal), halved);
    const before = weightBits(critic.model);
    const x = batchFor(animal);
    const expected = bits(critic.apply(x));
    const plain = await critic.bake();
    critic.dispose();
    expect(bits(plain.predict(x) as tf.Tensor)).toEqual(expected);
    expect(ownReads(plain)).toEqual([]);
    plain.dispose();
    expect(weightBits(critic.model)).toEqual(before);
  });

  it("leaks no tensor", async () => {
    const model = filled(animal);
    const x = batchFor(animal);
    (model.predict(x) as tf.Tensor).dispose();
    const start = tf.memory().numTensors;
    const hasFrozen = animal.what === "frozen layers"; // which a projection refuses
    const critic = constrain(model, spy("all", { factor: 0.5, penalty: 1, ...(hasFrozen ? {} : { projection: 1 }) }));
    withoutLeak(() => critic.update());
    withoutLeak(() => critic.project());
    withoutLeak(() => critic.apply(x).dispose());
    withoutLeak(() => critic.forward((pass) => pass.apply(x), { training: true }).dispose());
    withoutLeak(() => tf.dispose(critic.forward((pass) => critic.weights.map((weight) => pass.weight(weight)))));
    withoutLeak(() => void critic.state());
    const beforeBake = tf.memory().numTensors;
    const plain = await critic.bake();
    expect(tf.memory().numTensors - beforeBake).toBe(plain.weights.length);
    for (const weight of plain.weights) weight.dispose(); // a shared layer outlives its model's own dispose
    critic.dispose();
    critic.dispose();
    expect(tf.memory().numTensors).toBe(start);
  });
});

const animal = zoo[0]!;
const own = (names: string[]): string[] => names.filter((name) => !name.startsWith("constraint:"));
const random = (): RandomStream => createRng(0).stream("penalty");

describe("constrain", () => {
  it("constrains a layer that is applied twice once, with one W̄", () => {
    const log: Log = [];
    const sharing = zoo.find(({ what }) => what === "shared layer")!;
    const critic = constrain(filled(sharing), spy("spy", { factor: 0.5, log }));
    log.length = 0;
    critic.apply(batchFor(sharing));
    expect(log).toEqual(["spy.parametrize twice/kernel", "spy.parametrize head/kernel"]);
  });

  it("computes W̄ once in a pass, for the real batch, the fake batch and the penalty alike", () => {
    const log: Log = [];
    const drawn: number[][] = [];
    // A parametrization that never gives the same twice.
    const restless = {
      ...spy("restless"),
      bind: () =>
        statelessBinding({
          parametrize: (weight, value) => tf.mul(value, log.push(weight.name)),
          penalty: ({ critic, real, weight }) => {
            drawn.push(numbers(critic(real)), numbers(weight(view.weights[0]!)));
            return tf.scalar(0);
          },
        }),
    };
    const view = constrain(filled(animal), restless);
    const x = batchFor(animal);
    view.forward((pass) => {
      const [real, fake] = [numbers(pass.apply(x)), numbers(pass.apply(x))];
      pass.penalty({ real: x, fake: x, random: random() });
      expect(fake).toEqual(real);
      expect(drawn).toEqual([real, numbers(pass.weight(view.weights[0]!))]);
    });
    expect(log).toEqual(["first/kernel", "last/kernel"]);
  });

  it("keeps two views of one model apart, one after the other and one within the other", () => {
    const model = filled(animal);
    const x = batchFor(animal);
    const [half, third] = [constrain(model, halved), constrain(model, spy("quartered", { factor: 0.25 }))];
    const alone = [bits(half.apply(x)), bits(third.apply(x)), bits(model.predict(x) as tf.Tensor)];
    expect(new Set(alone.map(String)).size).toBe(3);
    half.forward((a) => {
      expect(bits(a.apply(x))).toEqual(alone[0]);
      third.forward((b) => {
        expect(bits(b.apply(x)), "inner").toEqual(alone[1]);
        expect(bits(a.apply(x)), "outer, within the inner").toEqual(alone[0]);
        expect(bits(b.apply(x)), "inner again").toEqual(alone[1]);
      });
      expect(() =>
        third.forward(() => {
          throw new TypeError("in the inner");
        }),
      ).toThrow(TypeError);
      expect(bits(a.apply(x)), "outer again").toEqual(alone[0]);
    });
    expect(bits(model.predict(x) as tf.Tensor)).toEqual(alone[2]);
    expect(ownReads(model)).toEqual([]);
  });

  it("reads the user's weights anew in every pass", () => {
    const model = filled(animal);
    const critic = constrain(model, halved);
    const x = batchFor(animal);
    const before = bits(critic.apply(x));
    model.setWeights(filled(animal, 1).getWeights());
    expect(bits(critic.apply(x))).not.toEqual(before);
    expect(bits(critic.apply(x))).toEqual(whileHalved(critic, () => bits(model.predict(x) as tf.Tensor)));
  });

  it("moves no state in evaluation, and moves it once for each update", () => {
    const critic = constrain(filled(animal), halved);
    const before = bitsByName(critic.state());
    critic.apply(batchFor(animal));
    critic.forward((pass) => [pass.apply(batchFor(animal)), pass.apply(batchFor(animal))]);
    expect(bitsByName(critic.state())).toEqual(before);
    const count = (): number | undefined => numbers(critic.state()["constraint:first/kernel"]!)[0];
    expect(count()).toBe(1); // the one of constrain itself: the model is constrained before the first step
    critic.update();
    expect(count()).toBe(2);
  });

  it("constrains frozen weights too, but leaves them out of what is trained, and refuses to project them", () => {
    const frozen = filled(zoo.find(({ what }) => what === "frozen layers")!);
    const critic = constrain(frozen, halved);
    expect(critic.weights.map(({ name }) => name)).toContain("still/kernel");
    expect(own(Object.keys(critic.variables))).toEqual(["free/kernel", "free/bias", "head/kernel", "head/bias"]);
    expect(own(Object.keys(critic.state()))).toContain("body/inner/kernel");
    expect(own(Object.keys(critic.state()))).toContain("still/kernel");
    const moves = spy("moves", { projection: 1 });
    expect(() => constrain(frozen, moves)).toThrow(/moves the weights themselves, and body\/inner\/kernel is frozen/);
    const free = { select: ({ layer }: { layer: string }): boolean => layer === "free" };
    expect(constrain(frozen, moves, free).weights.map(({ name }) => name)).toEqual(["free/kernel", "free/bias"]);
  });

  it("selects what it is told to", () => {
    const critic = constrain(filled(animal), halved, {
      select: ({ kind, layer }) => kind === "bias" && layer === "last",
    });
    expect(critic.weights.map(({ name }) => name)).toEqual(["last/bias"]);
  });

  it("takes a weight for what kindOf says", () => {
    const critic = constrain(filled(animal), halved, {
      kindOf: (layer, weight) => (layer === "first" && weight === "kernel" ? "unknown" : undefined),
    });
    expect(critic.weights.map(({ kind, matrix }) => [kind, matrix === null])).toEqual([
      ["unknown", true],
      ["dense", false],
    ]);
  });

  it("evaluates unless told to train", () => {
    const dropped = tfl.sequential({
      layers: [
        tfl.layers.dense({ name: "first", units: 64, inputShape: [3], kernelInitializer: "ones" }),
        tfl.layers.dropout({ name: "drop", rate: 0.5, seed: 1 }),
      ],
    });
    const critic = constrain(dropped, halved);
    const zeros = (training: boolean): number =>
      numbers(critic.apply(tf.ones([1, 3]), { training })).filter((x) => x === 0).length;
    expect(zeros(false)).toBe(0);
    expect(zeros(true)).toBeGreaterThan(0);
  });

  it("gives a weight without parametrization as a tensor that may be disposed", () => {
    const model = filled(animal);
    const critic = constrain(model, unconstrained());
    critic.forward((pass) => pass.weight(critic.weights[0]!)).dispose();
    expect(critic.weights[0]!.variable.isDisposed).toBe(false);
  });

  it("refuses a model without a weight to constrain, and leaks nothing by it", () => {
    const model = filled(animal);
    withoutLeak(() => {
      expect(() => constrain(model, halved, { select: () => false })).toThrow(
        /at least one weight that is selected, received none of its \d+ weights/,
      );
    });
  });

  it("frees the binding when the first update refuses", () => {
    const log: Log = [];
    const refusing = {
      ...spy("refusing"),
      bind: () => ({
        ...statelessBinding({}),
        update: () => {
          throw new RangeError("no");
        },
        dispose: () => void log.push("disposed"),
      }),
    };
    expect(() => constrain(filled(animal), refusing)).toThrow("no");
    expect(log).toEqual(["disposed"]);
  });

  it("refuses promises, and puts the reads back", () => {
    const model = filled(animal);
    const critic = constrain(model, halved);
    // The type forbids it; JavaScript does not.
    const later = (async () => {}) as unknown as (pass: ForwardPass) => tf.Tensor;
    expect(() => critic.forward(later)).toThrow(/forward takes synchronous code, received a promise/);
    expect(ownReads(model)).toEqual([]);
  });

  it("refuses a pass that is over: the model would read unconstrained weights", () => {
    const critic = constrain(filled(animal), halved);
    let kept: ForwardPass | undefined;
    critic.forward((pass) => {
      kept = pass;
    });
    expect(() => kept?.apply(batchFor(animal))).toThrow(DisposedError);
    expect(() => kept?.weight(critic.weights[0]!)).toThrow(DisposedError);
    expect(() => kept?.penalty({ real: batchFor(animal), fake: batchFor(animal), random: random() })).toThrow(
      DisposedError,
    );
  });

  it("refuses a weight of another model", () => {
    const [one, other] = [constrain(filled(animal), halved), constrain(filled(animal), halved)];
    expect(() => one.forward((pass) => pass.weight(other.weights[0]!))).toThrow(
      /is not under constraint in this model/,
    );
  });

  it("refuses everything after dispose, which may be called twice", async () => {
    const model = filled(animal);
    const critic = constrain(model, halved);
    critic.dispose();
    critic.dispose();
    const x = batchFor(animal);
    for (const use of [
      () => critic.update(),
      () => critic.apply(x),
      () => critic.forward(() => x),
      () => critic.project(),
      () => critic.state(),
    ]) {
      expect(use).toThrow(DisposedError);
    }
    await expect(critic.bake()).rejects.toThrow(DisposedError);
    expect(() => bits(model.predict(x) as tf.Tensor)).not.toThrow();
  });
});
