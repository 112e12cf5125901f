import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as tfl from "@tensorflow/tfjs-layers";
import { beforeAll, describe, expect, it } from "vitest";
import { constrain, createRng, DisposedError, type ForwardPass, type LipschitzConstraint } from "@lipschitz-gan/core";
import { batchFor, filled, zoo } from "./support/model-zoo.ts";
import { type Log, spy } from "./support/spy-constraint.ts";
import { bits, withoutLeak } from "./support/tensors.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const halved = spy("halved", { factor: 0.5 });
const animal = zoo[0]!;
const dense = (name: string, input: tfl.SymbolicTensor): tfl.SymbolicTensor =>
  tfl.layers.dense({ name, units: 2 }).apply(input) as tfl.SymbolicTensor;

function twoInputs(): tfl.LayersModel {
  const inputs = ["a", "b"].map((name) => tfl.input({ shape: [2], name }));
  const sum = tfl.layers.add({ name: "add" }).apply(inputs.map((input) => dense(`from-${input.name}`, input)));
  return tfl.model({ name: "critic", inputs, outputs: sum as tfl.SymbolicTensor });
}

function twoOutputs(): tfl.LayersModel {
  const inputs = tfl.input({ shape: [2], name: "a" });
  return tfl.model({ name: "critic", inputs, outputs: [dense("left", inputs), dense("right", inputs)] });
}

describe("what constrain refuses", () => {
  it.each([
    ["inputs", twoInputs, "2 and 1"],
    ["outputs", twoOutputs, "1 and 2"],
  ] as const)("several %s", (_what, build, counts) => {
    const model = build();
    withoutLeak(() => {
      expect(() => constrain(model, halved)).toThrow(
        new RangeError(`constrain: model critic must have one input and one output, received ${counts}`),
      );
    });
  });

  it("a model with no weight to constrain, and says how many it has", () => {
    const model = filled(animal);
    expect(() => constrain(model, halved, { select: () => false })).toThrow(
      new RangeError(
        `constrain: model ${model.name} must have at least one weight that is selected, received none of its 4 weights`,
      ),
    );
  });

  it("to move what is frozen, frees the binding, and says what to do", () => {
    const log: Log = [];
    const model = filled(zoo.find(({ what }) => what === "frozen layers")!);
    withoutLeak(() => {
      expect(() => constrain(model, spy("moves", { projection: 1, log }))).toThrow(
        new RangeError(
          "constrain: moves moves the weights themselves, and body/inner/kernel is frozen; " +
            "unfreeze its layer, or leave it out with select",
        ),
      );
    });
    expect(log).toEqual(["moves.dispose"]);
  });

  it("anything after dispose, by name, and frees the binding once", () => {
    const log: Log = [];
    const critic = constrain(filled(animal), spy("spy", { log }));
    critic.dispose();
    critic[Symbol.dispose]();
    expect(log.filter((line) => line === "spy.dispose")).toHaveLength(1);
    expect(() => critic.update()).toThrow(new DisposedError(`constrain(${critic.model.name})`));
  });

  it("a pass that is over, by name", () => {
    const critic = constrain(filled(animal), halved);
    let kept: ForwardPass | undefined;
    critic.forward((pass) => {
      kept = pass;
    });
    expect(() => kept?.apply(batchFor(animal))).toThrow(
      new DisposedError(`constrain(${critic.model.name}): forward pass`),
    );
  });

  it("a weight that is not under constraint, by name", () => {
    const model = filled(animal);
    const [one, other] = ["first", "last"].map((name) =>
      constrain(model, halved, { select: ({ layer }) => layer === name }),
    );
    expect(() => one!.forward((pass) => pass.weight(other!.weights[0]!))).toThrow(
      new RangeError("constrain: last/kernel is not under constraint in this model"),
    );
  });
});

/** Keeps the seeds of the random streams that it is bound with. */
const seeing = (seen: number[]): LipschitzConstraint => ({
  ...halved,
  bind: (weights, rng) => {
    seen.push(rng.seed);
    return halved.bind(weights, rng);
  },
});

describe("what constrain gives to a constraint", () => {
  it("are the random streams it is given, and those of seed 0 without", () => {
    const seen: number[] = [];
    constrain(filled(animal), seeing(seen));
    constrain(filled(animal), seeing(seen), { rng: createRng(5) });
    expect(seen).toEqual([0, 5]);
  });

  it("is each weight itself when it updates, and each in turn when it projects", () => {
    const log: Log = [];
    const critic = constrain(filled(animal), spy("spy", { projection: 2, log }));
    log.length = 0;
    const [first, last] = critic.weights.map(({ variable }) => bits(tf.mul(variable, 2)));
    critic.project();
    expect(log).toEqual(["spy.project first/kernel", "spy.project last/kernel"]);
    expect(critic.weights.map(({ variable }) => bits(variable))).toEqual([first, last]);
    log.length = 0;
    critic.update();
    expect(log).toEqual(["spy.update first/kernel", "spy.update last/kernel"]);
  });

  it("is what the penalty was given, and the value of the penalty comes back", () => {
    const [real, fake] = [tf.ones([1, 3]), tf.zeros([1, 3])];
    const random = createRng(1).stream("p");
    const received: unknown[] = [];
    const penalising: LipschitzConstraint = {
      ...halved,
      bind: (weights, rng) => ({
        ...halved.bind(weights, rng),
        penalty: (context) => {
          received.push(context.real, context.fake, context.random);
          return tf.scalar(7);
        },
      }),
    };
    const critic = constrain(filled(animal), penalising);
    const value = critic.forward((pass) => pass.penalty({ real, fake, random })!);
    expect(value.dataSync()[0]).toBe(7);
    expect(received).toHaveLength(3);
    for (const [i, given] of [real, fake, random].entries()) expect(received[i]).toBe(given);
    const without = constrain(filled(animal), halved);
    without.forward((pass) => {
      expect(pass.penalty({ real, fake, random })).toBeUndefined();
    });
  });
});
