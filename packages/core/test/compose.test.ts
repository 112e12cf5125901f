import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import {
  compose,
  constrain,
  createRng,
  type GuaranteedQuantity,
  type LipschitzConstraint,
  type Promised,
  statelessBinding,
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
const projects = spy("projects", { projection: 1 });
const both = spy("both", { factor: 1, projection: 1, promises: [promise("row-norm")] });
const keeps = spy("keeps", { factor: 1, preserves: ["spectral-norm", "entry"] });

const hooks = (constraint: ReturnType<typeof compose>): string[] =>
  Object.keys(constraint.bind([], createRng(0))).filter((key) =>
    ["update", "parametrize", "penalty", "project"].includes(key),
  );

const bind = (): unknown => unconstrained().bind([], createRng(0));

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

  it("computes no value in an update that no later update reads", () => {
    const log: Log = [];
    const last = spy("last", { factor: 2, log });
    const silent: LipschitzConstraint = {
      ...scales,
      bind: () =>
        statelessBinding({ parametrize: (weight, value) => tf.mul(value, log.push(`silent ${weight.name}`)) }),
    };
    const critic = constrain(filled(animal), compose(spy("first", { factor: 2, log }), last, silent), {
      select: ({ name }) => name === "first/kernel",
    });
    log.length = 0;
    critic.update();
    expect(log).toEqual(["first.update first/kernel", "first.parametrize first/kernel", "last.update first/kernel"]);
  });

  it("passes by the members that lack a hook which another has", () => {
    const trainable = tf.variable(tf.scalar(1));
    const owning: LipschitzConstraint = {
      ...scales,
      name: "owning",
      bind: () => ({ ...statelessBinding({}), trainable: () => ({ gain: trainable }) }),
    };
    const members = [unconstrained(), spy("acts", { factor: 3, penalty: 5, projection: 2 }), owning, unconstrained()];
    const critic = constrain(filled(animal), compose(...members));
    const [weight] = critic.weights;
    const before = numbers(weight!.variable);
    const x = tf.ones([1, 3]);
    critic.update();
    critic.forward((pass) => {
      expect(numbers(pass.weight(weight!))).toEqual(before.map((w) => Math.fround(3 * w)));
      expect(numbers(pass.penalty({ real: x, fake: x, random: createRng(0).stream("p") })!)).toEqual([5]);
    });
    critic.project();
    expect(numbers(weight!.variable)).toEqual(before.map((w) => 2 * w));
    expect(critic.variables["constraint:2-owning/gain"]).toBe(trainable);
    expect(Object.keys(critic.variables).filter((name) => name.startsWith("constraint:"))).toHaveLength(1);
    expect(withoutHooks(compose(unconstrained()))).toEqual({ trainable: {}, state: {} });
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
    ["a projection before a parametrization", () => [clips, normalises]],
    ["a projection after a parametrization: it bounds the variable, not what is made of it", () => [normalises, clips]],
    ["a parametrization before another", () => [normalises, scales]],
    ["a projection before another", () => [clips, projects]],
    ["one far behind", () => [normalises, penalises, keeps, scales]],
    ["one that preserves another quantity", () => [normalises, spy("other", { factor: 2, preserves: ["entry"] })]],
    ["a composition within", () => [compose(normalises, penalises), scales]],
  ])("refuses to break a promise: %s", (_what, membersOf) => {
    const members = membersOf();
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
    ["a member that promises and acts on both the variable and what is made of it", [both]],
    ["a projection after one that does both: what that makes of the variable is what it promises", [both, projects]],
  ])("takes %s", (_what, members) => {
    const promised = members.flatMap(({ guarantee }) => guarantee.promises);
    expect(compose(...members).guarantee.promises).toEqual(promised);
  });

  it("refuses what is no constraint, and says so of a factory that was not called", () => {
    expect(() => compose(unconstrained as never)).toThrow(/received a function; call it to make the constraint/);
    expect(() => compose(normalises, { allowWeaken: true } as never)).toThrow(TypeError);
    expect(() => compose({ allowWeakened: true }, normalises)).toThrow(/takes constraints and then at most/);
    expect(() => compose({ allowWeakened: true }, normalises)).toThrow(
      new TypeError('compose: takes constraints and then at most { allowWeakened }, received {"allowWeakened":true}'),
    );
    for (const position of [
      [null, normalises],
      [normalises, null],
    ]) {
      // prettier-ignore
      expect(() => compose(...(position as never[]))).toThrow(/then at most \{ allowWeakened \}, received null$/);
    }
    expect(() => compose("clips" as never)).toThrow(/then at most \{ allowWeakened \}, received "clips"$/);
    const { guarantee } = normalises;
    for (const partial of [{ bind }, { guarantee }, { bind: 1, guarantee }, { bind, guarantee: "strong" }]) {
      expect(() => compose(normalises, partial as never)).toThrow(/takes constraints and then/);
    }
  });

  it("takes empty options, which allow nothing", () => {
    expect(compose(normalises, {}).name).toBe("normalises");
    expect(() => compose(normalises, scales, {})).toThrow(WeakenedGuaranteeError);
    expect(() => compose(normalises, scales, { allowWeakened: false })).toThrow(WeakenedGuaranteeError);
  });

  it("gives every reason for its refusal, and the remedy", () => {
    expect(() => compose(clips, normalises, scales)).toThrow(
      new WeakenedGuaranteeError(
        "compose: the promise of clips about the entry no longer holds once normalises has acted; " +
          "the promise of normalises about the spectral-norm no longer holds once scales has acted. " +
          "Change the order or leave one out, or pass { allowWeakened: true }",
      ),
    );
    expect(compose(clips, normalises, scales, { allowWeakened: true }).guarantee).toEqual({
      statement:
        "scales speaks. " +
        "the promise of clips about the entry no longer holds once normalises has acted " +
        "the promise of normalises about the spectral-norm no longer holds once scales has acted",
      promises: [],
    });
  });

  it("keeps the sentence of a member of which one promise of two is left", () => {
    const two = spy("two", { factor: 1, promises: [promise("row-norm"), promise("entry")] });
    const left = compose(two, keeps, { allowWeakened: true }).guarantee;
    expect(left.promises.map(({ quantity }) => quantity)).toEqual(["entry"]);
    expect(left.statement).toMatch(/^two speaks\. keeps speaks\. the promise of two about the row-norm no longer/);
  });

  it("keeps the statement of a member that promises nothing", () => {
    expect(compose(scales, penalises).guarantee.statement).toContain(scales.guarantee.statement);
    expect(scales.guarantee.statement).not.toBe("");
  });

  it("has a gradient that is exact if those of all members are", () => {
    const surrogate: LipschitzConstraint = { ...scales, gradient: "surrogate" };
    expect(compose(scales, { ...penalises, gradient: "exact" }).gradient).toBeUndefined();
    expect(compose(surrogate, penalises).gradient).toBe("surrogate");
    expect(compose(penalises, surrogate).gradient).toBe("surrogate");
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

/** The variables of a composition that is bound to no weight. */
function withoutHooks(constraint: ReturnType<typeof compose>): { trainable: unknown; state: unknown } {
  const bound = constraint.bind([], createRng(0));
  return { trainable: bound.trainable?.(), state: bound.state() };
}

/** Every entry of every constrained weight, as a forward pass reads it. */
function read(constraint: ReturnType<typeof compose>): number[] {
  return tf.tidy(() => {
    const critic = constrain(filled(animal), constraint);
    return critic.forward((pass) => critic.weights.flatMap((weight) => numbers(pass.weight(weight))));
  });
}
