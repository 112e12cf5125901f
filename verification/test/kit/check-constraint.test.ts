import { readFileSync } from "node:fs";
import { type LipschitzConstraint, statelessBinding } from "@lipschitz-gan/core";
import { gradientPenalty, spectralNorm, weightClipping } from "@lipschitz-gan/regularizers";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { checkConstraint } from "../../src/kit/check-constraint.ts";

/** W / ‖W‖, which is NaN for a kernel of zeros. */
const draft: LipschitzConstraint = {
  name: "frobenius-norm",
  guarantee: {
    statement: "Each kernel has Frobenius norm one.",
    promises: [{ quantity: "spectral-norm", norm: "l2", sense: "always", bound: () => 1 }],
  },
  bind: () => statelessBinding({ parametrize: (_weight, value) => tf.div(value, tf.norm(value)) }),
};

/** Throws from the hook that is named, and has no other. */
const throwing = (hook: "parametrize" | "penalty" | "project"): LipschitzConstraint => ({
  name: "throwing",
  guarantee: { statement: "Nothing holds.", promises: [] },
  bind: () =>
    statelessBinding({
      [hook]: () => {
        throw new RangeError(`no ${hook} today`);
      },
    }),
});

async function lawsOf(make: () => LipschitzConstraint): Promise<string> {
  return (await checkConstraint(make, { seed: 1, runs: 1 })).laws.map(({ law }) => law).join();
}

function failing(): never {
  throw new RangeError("no luck");
}

describe("checkConstraint", () => {
  it("starts cpu where no backend runs, and reports every law that speaks of the constraint", async () => {
    const report = await checkConstraint(() => spectralNorm(), { seed: 7, runs: 10 });
    expect(report).toMatchObject({ name: "spectral-norm", holds: true, seed: 7, runs: 10, backend: "cpu" });
    expect(report.kinds).toEqual(["dense", "conv", "conv-transpose", "depthwise"]);
    const names = report.laws.map(({ law }) => law);
    expect(names).toContain("constraint/parametrize-gradient");
    expect(names).toContain("constraint/spectral-norm-in-the-limit");
    expect(names.filter((name) => /penalty|\/project-|always/.test(name))).toEqual([]);
  });

  it("takes laws by their hooks and promises", async () => {
    expect(await lawsOf(() => gradientPenalty())).toMatch(/penalty-gradient.*penalty-at-the-bound/);
    expect(await lawsOf(() => weightClipping())).toMatch(/project-is-idempotent.*preserves-what-it-says.*entry-always/);
  });

  it("gives a small counterexample, which the seed and the law's name meet again", async () => {
    const report = await checkConstraint(() => draft, { seed: 7, runs: 100 });
    expect(report.holds).toBe(false);
    const broken = report.laws.find(({ law }) => law === "constraint/parametrize-is-finite")!;
    expect(broken.counterexample).toMatchObject({
      seed: 7,
      shown: "critic: dense 1 -> 1\nscore/kernel [1, 1] = [0]",
      failure: "entries of the constrained score/kernel that are not finite: off by 1, nothing may be off",
    });
    const again = await checkConstraint(() => draft, { seed: 7, runs: 100, laws: ["parametrize-is-finite"] });
    expect(again.laws).toHaveLength(1);
    expect(again.laws[0]?.counterexample).toEqual(broken.counterexample);
  });

  it("draws a seed where none is given, and says which", async () => {
    const seeds = await Promise.all(
      [0, 1].map(async () => (await checkConstraint(() => draft, { runs: 1, laws: ["nan-shows"] })).seed),
    );
    for (const seed of seeds) expect(Number.isInteger(seed)).toBe(true);
    expect(seeds[0]).not.toBe(seeds[1]);
  });

  it("tells of each law as soon as it is known", async () => {
    const told: string[] = [];
    const laws = ["nan-shows", "constraint/composes"];
    const report = await checkConstraint(() => draft, { runs: 2, laws, onReport: ({ law }) => told.push(law) });
    expect(told).toEqual(["constraint/nan-shows", "constraint/composes"]);
    expect(report.laws.map(({ law }) => law)).toEqual(told);
  });

  it.each(["parametrize", "penalty", "project"] as const)("survives a %s that throws", async (hook) => {
    const report = await checkConstraint(() => throwing(hook), { seed: 1, runs: 10 });
    const failures = report.laws.flatMap(({ counterexample }) => counterexample?.failure ?? []);
    expect(failures).toContain(`RangeError: no ${hook} today`);
    expect(report.laws.some(({ holds }) => holds)).toBe(true);
  });

  it("leaves no tensor behind, neither its own nor a leaky constraint's", async () => {
    const leaky: LipschitzConstraint = {
      ...draft,
      bind: () => statelessBinding({ parametrize: (_weight, value) => tf.div(value, tf.variable(tf.norm(value))) }),
    };
    const before = tf.memory().numTensors;
    const report = await checkConstraint(() => leaky, { seed: 1, runs: 10 });
    expect(report.laws.find(({ law }) => law === "constraint/frees-all")?.holds).toBe(false);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe("checkConstraint refuses", () => {
  const guarantee = { statement: "Nothing.", promises: [] };
  // Types forbid all of these; JavaScript does not.
  const bad: readonly (readonly [string, unknown, RegExp])[] = [
    ["an object", draft, /factory must be a function that makes the constraint, received an object; pass \(\) =>/],
    ["nothing", undefined, /factory must be a function that makes the constraint, received undefined/],
    ["a factory of nothing", () => undefined, /factory must return a constraint, received undefined/],
    ["a factory of factories", () => spectralNorm, /factory must return a constraint, received a function/],
    ["a factory of promises", () => Promise.resolve(draft), /factory must return a constraint, received a promise/],
    ["a factory that throws", failing, /factory must return a constraint, it threw RangeError: no luck/],
    ["no name", () => ({ guarantee }), /received an object whose name is undefined/],
    ["no bind", () => ({ name: "a", guarantee }), /received a, whose bind is undefined/],
    ["no promises", () => ({ name: "a", bind: failing, guarantee: {} }), /whose guarantee has no list of promises/],
    [
      "a bind that throws",
      () => ({ name: "a", guarantee, bind: failing }),
      /whose binding failed with RangeError: no luck/,
    ],
    [
      "a bind that returns nothing",
      () => ({ name: "a", guarantee, bind: () => undefined }),
      /bind must return \{ state, dispose, … \}, received undefined/,
    ],
  ];
  it.each(bad)("%s", async (_what, factory, message) => {
    const checked = checkConstraint(factory as () => LipschitzConstraint);
    await expect(checked).rejects.toThrow(TypeError);
    await expect(checked).rejects.toThrow(message);
    await expect(checked).rejects.toThrow(/^checkConstraint: /);
  });

  it.each([
    [{ seed: -1 }, /seed must be an integer in \[0, 2\^31\), received -1/],
    [{ seed: 0.5 }, /seed must be an integer/],
    [{ runs: 0 }, /runs must be an integer >= 1, received 0/],
    [{ laws: ["no-such-law"] }, /laws must be among constraint\/describes-itself, .*, received "no-such-law"/],
  ])("the options %o", async (options, message) => {
    await expect(checkConstraint(() => draft, options)).rejects.toThrow(RangeError);
    await expect(checkConstraint(() => draft, options)).rejects.toThrow(message);
  });
});

it("the guide lists every law of the table", async () => {
  const guide = readFileSync(new URL("../../../docs/guide/verification.md", import.meta.url), "utf8");
  const { constraintTable } = await import("../../src/laws/constraint/constraint.ts");
  const missing = constraintTable.laws.filter(({ name }) => !guide.includes(`\`${name}\``));
  expect(missing.map(({ name }) => name)).toEqual([]);
});
