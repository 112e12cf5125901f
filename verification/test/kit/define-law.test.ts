import * as fc from "fast-check";
import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { checkTable } from "../../src/kit/check-table.ts";
import { defineLaw } from "../../src/kit/define-law.ts";

type Rounding = (x: number) => number;

const near = defineLaw<Rounding, { readonly tenths: number }>({
  name: "near",
  statement: "The result is within a half.",
  source: "definition of rounding",
  cases: fc.record({ tenths: fc.nat(999) }),
  labels: ({ tenths }) => [tenths < 500 ? "small" : "large"],
  measure: (round, { tenths }) => [
    { observed: Math.abs(round(tenths / 10) - tenths / 10), allowed: 0.5, what: "the result against x" },
  ],
});
const offFromThirty: Rounding = (x) => (x >= 30 ? x + 1 : Math.round(x));
const table = { name: "rounding", laws: [near] };

async function failureOf(subject: Rounding): Promise<string | undefined> {
  return (await checkTable(table, "broken", subject, { seed: 1, runs: 20 }))[0]?.counterexample?.failure;
}

describe("a law", () => {
  it("that holds reports how near the worst case came, and what was drawn", async () => {
    const [report] = await checkTable(table, "round", Math.round, { seed: 1, runs: 200 });
    expect(report).toMatchObject({ subject: "round", law: "rounding/near", holds: true, runs: 200, allowed: 0.5 });
    expect(report?.ratio).toBeGreaterThan(0.9);
    expect(report?.ratio).toBeLessThanOrEqual(1);
    const { small = 0, large = 0 } = report?.statistics ?? {};
    expect(small + large).toBe(200);
    expect(Math.min(small, large)).toBeGreaterThan(20);
  });

  it("that is broken gives a shrunk case, and the same one for the same seed", async () => {
    const [report] = await checkTable(table, "late", offFromThirty, { seed: 1, runs: 200 });
    const [again] = await checkTable(table, "late", offFromThirty, { seed: 1, runs: 200 });
    expect(report?.holds).toBe(false);
    const { given, failure, shown } = report!.counterexample!;
    expect(given).toEqual({ tenths: 300 });
    expect(failure).toBe("the result against x: off by 1, at most 0.5 is allowed");
    expect(shown).toBe("tenths: 300");
    expect(again?.counterexample).toEqual(report?.counterexample);
  });

  it("is broken by NaN, by an error, and by measuring nothing", async () => {
    expect(await failureOf(() => Number.NaN)).toMatch(/off by NaN/);
    expect(
      await failureOf(() => {
        throw new TypeError("no such digit");
      }),
    ).toBe("TypeError: no such digit");
    const empty = defineLaw<null, number>({ ...nothing, measure: () => [] });
    expect((await empty.check(null, { seed: 1, runs: 5 })).counterexample?.failure).toBe("nothing was measured");
  });

  it("that speaks of none of its cases is broken, not passed", async () => {
    const vacuous = defineLaw<null, number>({
      ...nothing,
      measure: () => {
        fc.pre(false);
        return [];
      },
    });
    const finding = await vacuous.check(null, { seed: 1, runs: 5 });
    expect(finding.holds).toBe(false);
    expect(finding.counterexample?.failure).toMatch(/too few of the generated cases/);
  });

  it("frees all tensors and variables of its cases, also across await and when it throws", async () => {
    await tf.setBackend("cpu");
    const before = tf.memory().numTensors;
    const leaky = defineLaw<null, number>({
      ...nothing,
      measure: async (_subject, x) => {
        const kept = tf.variable(tf.scalar(x));
        await kept.data();
        if (x > 5) throw new Error(String(tf.add(kept, 1).size));
        return [{ observed: 0, allowed: 0, what: "nothing" }];
      },
    });
    await leaky.check(null, { seed: 1, runs: 20 });
    expect(tf.memory().numTensors).toBe(before);
  });

  it("draws the same cases alone and among others, and others for another seed", async () => {
    const seen: number[][] = [];
    const record = (name: string): typeof near =>
      defineLaw<Rounding, number>({
        ...nothing,
        name,
        measure: (_subject, x) => {
          seen.at(-1)?.push(x);
          return [{ observed: 0, allowed: 0, what: "nothing" }];
        },
      });
    for (const [laws, seed] of [
      [[record("b")], 1],
      [[record("a"), record("b")], 1],
      [[record("b")], 2],
    ] as const) {
      for (const law of laws) {
        seen.push([]);
        await checkTable({ name: "t", laws: [law] }, "s", Math.abs, { seed, runs: 10 });
      }
    }
    expect(seen[2]).toEqual(seen[0]);
    expect(seen[1]).not.toEqual(seen[0]);
    expect(seen[3]).not.toEqual(seen[0]);
  });
});

const nothing = { name: "nothing", statement: "Nothing.", source: "none", cases: fc.nat(9) };
