import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Primitive } from "../../src/native/onednn/primitive.ts";
import { PrimitiveCache } from "../../src/native/primitive-cache.ts";

interface Made extends Primitive {
  readonly key: string;
  disposals: number;
}

function primitive(key: string, ownBytes: number): Made {
  const made = { key, ownBytes, disposals: 0, run: () => {}, dispose: () => (made.disposals += 1) };
  return made;
}

/** The law, written as a list: the key that was used last stands last. */
function naively(
  uses: readonly { readonly key: string; readonly bytes: number }[],
  limits: { readonly entries: number; readonly bytes: number },
): readonly string[] {
  const bytesOf = new Map(uses.map(({ key, bytes }) => [key, bytes]));
  let kept: string[] = [];
  for (const { key } of uses) {
    kept = [...kept.filter((other) => other !== key), key];
    const isTooMuch = (): boolean =>
      kept.length > limits.entries || kept.reduce((sum, other) => sum + (bytesOf.get(other) ?? 0), 0) > limits.bytes;
    while (kept.length > 1 && isTooMuch()) kept = kept.slice(1);
  }
  return kept;
}

describe("PrimitiveCache", () => {
  it("makes a primitive once for each key", () => {
    const cache = new PrimitiveCache({ entries: 2, bytes: 100 });
    const a = cache.get("a", () => primitive("a", 10));
    expect(cache.get("a", () => primitive("a", 10))).toBe(a);
    expect([cache.size, cache.bytes]).toEqual([1, 10]);
  });

  it("frees what was not used for longest", () => {
    const cache = new PrimitiveCache({ entries: 2, bytes: 100 });
    const [a, b, c] = ["a", "b", "c"].map((key) => primitive(key, 10)) as [Made, Made, Made];
    cache.get("a", () => a);
    cache.get("b", () => b);
    cache.get("a", () => a);
    cache.get("c", () => c);
    expect([a.disposals, b.disposals, c.disposals]).toEqual([0, 1, 0]);
  });

  it("keeps one that is larger than all that it may keep, until the next", () => {
    const cache = new PrimitiveCache({ entries: 2, bytes: 100 });
    const large = cache.get("large", () => primitive("large", 1000)) as Made;
    expect([cache.size, cache.bytes, large.disposals]).toEqual([1, 1000, 0]);
    cache.get("small", () => primitive("small", 1));
    expect([cache.size, cache.bytes, large.disposals]).toEqual([1, 1, 1]);
  });

  it("keeps nothing of one that could not be made", () => {
    const cache = new PrimitiveCache({ entries: 2, bytes: 100 });
    expect(() =>
      cache.get("a", () => {
        throw new Error("cannot");
      }),
    ).toThrow("cannot");
    expect([cache.size, cache.bytes]).toEqual([0, 0]);
    expect(cache.get("a", () => primitive("a", 3))).toMatchObject({ ownBytes: 3 });
  });

  it("keeps the last used within the bounds, and frees each of the others once, for all uses", () => {
    const uses = fc
      .array(fc.integer({ min: 0, max: 11 }), { maxLength: 60 })
      .map((keys) => keys.map((key) => ({ key: `k${key}`, bytes: (key * 7) % 12 })));
    const limits = fc.record({ entries: fc.integer({ min: 1, max: 6 }), bytes: fc.integer({ min: 0, max: 40 }) });
    fc.assert(
      fc.property(uses, limits, (given, bounds) => {
        const cache = new PrimitiveCache(bounds);
        const made: Made[] = [];
        const make = (key: string, bytes: number) => (): Primitive => {
          const one = primitive(key, bytes);
          made.push(one);
          return one;
        };
        for (const { key, bytes } of given) {
          const got = cache.get(key, make(key, bytes)) as Made;
          expect([got.key, got.disposals]).toEqual([key, 0]);
          expect(cache.size === 1 || (cache.size <= bounds.entries && cache.bytes <= bounds.bytes)).toBe(true);
        }
        const alive = made.filter(({ disposals }) => disposals === 0);
        expect(alive.map(({ key }) => key).toSorted()).toEqual(naively(given, bounds).toSorted());
        expect([cache.size, cache.bytes]).toEqual([
          alive.length,
          alive.reduce((sum, { ownBytes }) => sum + ownBytes, 0),
        ]);
        cache.clear();
        cache.clear();
        expect(made.every(({ disposals }) => disposals === 1)).toBe(true);
        expect([cache.size, cache.bytes]).toEqual([0, 0]);
      }),
    );
  });
});
