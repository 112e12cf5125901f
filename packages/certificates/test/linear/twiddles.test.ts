import { describe, expect, it } from "vitest";
import { TWIDDLE_ERROR, twiddlesOf } from "../../src/linear/internal/twiddles.ts";
import { all, create } from "mathjs";

const math = create(all ?? {}, { number: "BigNumber", precision: 40 });

describe("twiddlesOf", () => {
  it("is exact where roots of unity are", () => {
    const { cosines, sines } = twiddlesOf(4);
    expect([...cosines].map(Math.abs)).toEqual([1, 0, 1, 0]);
    expect(cosines[2]).toBe(-1);
    expect([sines[1], sines[3]]).toEqual([1, -1]);
    expect(Math.abs(sines[2] ?? 1)).toBe(0);
  });

  it.each([3, 5, 8, 17, 33, 97, 360, 1000])("is within its error of 40 digits, for the roots of order %d", (count) => {
    const { cosines, sines } = twiddlesOf(count);
    for (let k = 0; k < count; k++) {
      const angle = math.evaluate(`2 * pi * ${k} / ${count}`) as math.BigNumber;
      const cosine = math.subtract<math.BigNumber>(math.cos(angle), math.bignumber(cosines[k] ?? 9));
      const sine = math.subtract<math.BigNumber>(math.sin(angle), math.bignumber(sines[k] ?? 9));
      expect(Math.hypot(Number(cosine), Number(sine))).toBeLessThan(TWIDDLE_ERROR);
    }
  });
});
