import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  compose,
  constrain,
  createRng,
  type GuaranteedQuantity,
  type Promised,
  unconstrained,
  WeakenedGuaranteeError,
} from "@lipschitz-gan/core";
import { filled, zoo } from "./support/model-zoo.ts";
import { type Log, spy } from "./support/spy-constraint.ts";
import { numbers, withoutLeak } from "./support/tensors.ts";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

const animal = zoo[0]!;
const promise = (quantity: GuaranteedQuantity): Promised => ({ quantity, norm: "l2", sense: "always", bound: () => 1 });
const normalises = spy("normalises", { factor: 2, promises: [promise("spectral-norm")] });
const clips = spy("clips", { projection: 1, promises: [promise("entry")] });
const clipsAgain = spy("clips-again", { projection: 1, promises: [promise("entry")], preserves: ["entry"] });
const penalises = spy("penalises", { penalty: 1, promises: [promise("input-gradient")] });
const scales = spy("scales", { factor: 3 });
const keeps = spy("keeps", { factor: 1, preserves: ["spectral-norm", "entry"] });

const hooks = (constraint: ReturnType<typeof compose>): string[] =>
  Object.keys(constraint.bind([], createRng(0))).filter((key) =>
    ["update", "parametrize", "penalty", "project"].includes(key),
  );

describe("compose", () => {
  it("acts in the given order, each seeing the value as those before have left it", () => {
    const log: Log = [];
    const doubled = spy("doubled", { factor: 2, penalty: 1, projection: 1, log });
    const tripled = spy("tripled", { factor: 3, penalty: 10, projection: 1, log });
    const critic = constrain(filled(animal), compose(doubled, tripled), {
      select: ({ name }) => name === "first/kernel",
    });
    const w = numbers(critic.weights[0]!.variable)[0] ?? 0;
    expect(log.filter((line) => line.includes("update"))).toEqual([
      "doubled.update first/kernel",
      "tripled.update first/kernel",
    ]);
    const { "constraint:0-doubled/first/kernel": one, "constraint:1-tripled/first/kernel": two } = critic.state();
    expect([numbers(one!)[1], numbers(two!)[1]]).toEqual([w, 2 * w]);
    log.length = 0;
    const x = tf.ones([1, 3]);
    critic.forward((pass) => {
      expect(numbers(pass.weight(critic.weights[0]!))[0]).toBe(Math.fround(6 * w));
      expect(numbers(pass.penalty({ real: x, fake: x, random: createRng(0).stream("p") })!)).toEqual([11]);
    });
    critic.project();
    expect(log).toEqual([
      "doubled.parametrize first/kernel",
      "tripled.parametrize first/kernel",
      "doubled.penalty",
      "tripled.penalty",
      "doubled.project first/kernel",
      "tripled.project first/kernel",
    ]);
  });

  it("has only the hooks that its members have", () => {
    expect(hooks(compose(penalises, unconstrained()))).toEqual(["update", "penalty"]);
    expect(hooks(compose(normalises, clips, { allowWeakened: true }))).toEqual(["update", "parametrize", "project"]);
    expect(hooks(compose(unconstrained()))).toEqual([]);
  });

  it("keeps the states of two constraints of one name apart, and of compositions within compositions", () => {
    const inner = compose(spy("same", { factor: 1 }), spy("same", { factor: 1 }));
    const critic = constrain(filled(animal), compose(spy("same", { factor: 1 }), inner));
    const names = Object.keys(critic.state()).filter((name) => name.startsWith("constraint:"));
    expect(names).toEqual([
      "constraint:0-same/first/kernel",
      "constraint:0-same/last/kernel",
      "constraint:1-same+same/0-same/first/kernel",
      "constraint:1-same+same/0-same/last/kernel",
      "constraint:1-same+same/1-same/first/kernel",
      "constraint:1-same+same/1-same/last/kernel",
    ]);
  });

  it("gives what is left as its guarantee, and says what is not", () => {
    const { guarantee } = compose(clips, normalises, penalises, { allowWeakened: true });
    expect(guarantee.promises.map(({ quantity }) => quantity)).toEqual(["spectral-norm", "input-gradient"]);
    expect(guarantee.statement).toContain(
      "the promise of clips about the entry no longer holds once normalises has acted",
    );
    expect(guarantee.statement).not.toContain("clips speaks.");
    expect(guarantee.statement).toContain("normalises speaks. penalises speaks.");
  });

  it("frees every member, once, also when a later member refuses to bind", () => {
    const log: Log = [];
    const refusing = {
      ...spy("refusing"),
      bind: (weights: readonly unknown[]) => {
        if (weights.length > 0) throw new RangeError("no");
        return unconstrained().bind([], createRng(0));
      },
    };
    const model = filled(animal);
    withoutLeak(() => {
      expect(() => constrain(model, compose(spy("first", { log }), refusing))).toThrow("no");
    });
    expect(log.filter((line) => line === "first.dispose")).toHaveLength(2); // the look at its hooks, and the refusal
    withoutLeak(() => constrain(model, compose(spy("a"), spy("b"))).dispose());
  });

  it.each([
    ["a projection before a parametrization", [clips, normalises]],
    ["a projection after a parametrization: it bounds the variable, not what is made of it", [normalises, clips]],
    ["a parametrization before another", [normalises, scales]],
    ["a projection before another", [clips, spy("projects", { projection: 1 })]],
    ["one far behind", [normalises, penalises, keeps, scales]],
    ["a composition within", [compose(normalises, penalises), scales]],
  ])("refuses to break a promise: %s", (_what, members) => {
    const broken = members.some(({ name }) => name === "clips") ? "clips" : "normalises";
    expect(() => compose(...members)).toThrow(WeakenedGuaranteeError);
    expect(() => compose(...members)).toThrow(new RegExp(`${broken}.* no longer holds once .* has acted`));
    expect(
      compose(...members, { allowWeakened: true }).guarantee.promises.map(({ quantity }) => quantity),
    ).not.toContain(broken === "clips" ? "entry" : "spectral-norm");
  });

  it.each([
    ["a penalty in any place", [penalises, normalises, penalises]],
    ["a parametrization that promises nothing, before", [scales, normalises]],
    ["one that preserves the promise, after", [normalises, keeps]],
    ["one that preserves the promise of a projection", [clips, keeps]],
    ["projections together, where the later one preserves the promise", [clips, clipsAgain]],
    ["a projection whose promise a parametrization before it does not concern", [penalises, clips]],
  ])("takes %s", (_what, members) => {
    const promised = members.flatMap(({ guarantee }) => guarantee.promises);
    expect(compose(...members).guarantee.promises).toEqual(promised);
  });

  it("refuses what is no constraint, and says so of a factory that was not called", () => {
    expect(() => compose(unconstrained as never)).toThrow(/received a function; call it to make the constraint/);
    expect(() => compose(normalises, { allowWeaken: true } as never)).toThrow(TypeError);
    expect(() => compose({ allowWeakened: true }, normalises)).toThrow(/takes constraints and then at most/);
  });

  it("keeps the statement of a member that promises nothing", () => {
    expect(compose(scales, penalises).guarantee.statement).toContain(scales.guarantee.statement);
    expect(scales.guarantee.statement).not.toBe("");
  });

  it("refuses to be empty", () => {
    expect(() => compose()).toThrow(/needs at least one constraint, received none/);
    expect(() => compose({ allowWeakened: true })).toThrow(RangeError);
  });

  it("is associative in what it does to a weight", () => {
    const factor = fc.constantFrom(0.5, 2, 4, 0.25);
    fc.assert(
      fc.property(factor, factor, factor, (a, b, c) => {
        const [x, y, z] = [a, b, c].map((f, i) => spy(`s${i}`, { factor: f }));
        expect(read(compose(x!, compose(y!, z!)))).toEqual(read(compose(compose(x!, y!), z!)));
      }),
      { numRuns: 10 },
    );
  });
});

/** Every entry of every constrained weight, as a forward pass reads it. */
function read(constraint: ReturnType<typeof compose>): number[] {
  return tf.tidy(() => {
    const critic = constrain(filled(animal), constraint);
    return critic.forward((pass) => critic.weights.flatMap((weight) => numbers(pass.weight(weight))));
  });
}
