import { describe, expect, it } from "vitest";
import {
  brainHalvesToFloat32,
  float32ToBrainHalves,
  float32ToHalves,
  halvesToFloat32,
} from "../../src/safetensors/half-precision.ts";

/** The two formats by their parameters, from which everything below is computed in float64. */
const formats = [
  { name: "F16", fractionBits: 10, bias: 15, widen: halvesToFloat32, round: float32ToHalves },
  { name: "BF16", fractionBits: 7, bias: 127, widen: brainHalvesToFloat32, round: float32ToBrainHalves },
] as const;

const every = Uint16Array.from({ length: 65_536 }, (_, bits) => bits);

/** IEEE 754-2019, section 3.4: what the bits of a binary interchange format stand for. */
function valueOf(bits: number, fractionBits: number, bias: number): number {
  const sign = bits >= 0x8000 ? -1 : 1;
  const exponent = Math.floor((bits % 0x8000) / 2 ** fractionBits);
  const fraction = (bits % 2 ** fractionBits) / 2 ** fractionBits;
  if (exponent === 2 * bias + 1) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** (1 - bias) : sign * (1 + fraction) * 2 ** (exponent - bias);
}

/** The float32 next to a positive finite one, above or below. */
function neighbour(value: number, step: 1 | -1): number {
  const bits = new Uint32Array(Float32Array.of(value).buffer);
  return new Float32Array(Uint32Array.of((bits[0] ?? 0) + step).buffer)[0] ?? NaN;
}

describe.each(formats)("$name", ({ fractionBits, bias, widen, round }) => {
  const infinity = (2 * bias + 1) * 2 ** fractionBits;

  it("has the value of IEEE 754, for all 65 536 bit patterns", () => {
    const wrong = Array.from(widen(every)).findIndex(
      (value, bits) => !Object.is(value, valueOf(bits, fractionBits, bias)),
    );
    expect(wrong).toBe(-1);
  });

  it("comes back with the same bits, those of NaN too, for all 65 536", () => {
    expect(round(widen(every))).toEqual(every);
  });

  it("rounds to nearest, ties to even, between all neighbours", () => {
    const wrong: number[] = [];
    for (let bits = 0; bits + 1 < infinity; bits++) {
      const low = valueOf(bits, fractionBits, bias);
      const high = valueOf(bits + 1, fractionBits, bias);
      const middle = (low + high) / 2; // exact in float64, and in float32, which has at least one more bit
      const inputs = [middle, neighbour(middle, -1), neighbour(middle, 1)];
      const even = bits % 2 === 0 ? bits : bits + 1;
      const want = [even, bits, bits + 1];
      const got = round(Float32Array.from([...inputs, ...inputs.map((value) => -value)]));
      const mirrored = want.map((half) => half + 0x8000);
      if (![...want, ...mirrored].every((half, i) => half === got[i])) wrong.push(bits);
    }
    expect(wrong).toEqual([]);
  });

  it("rounds to infinity from half way beyond the largest number, and not below", () => {
    const largest = valueOf(infinity - 1, fractionBits, bias);
    const halfWay = largest + (largest - valueOf(infinity - 2, fractionBits, bias)) / 2;
    expect(Array.from(round(Float32Array.of(halfWay, neighbour(halfWay, -1), -halfWay, Infinity)))).toEqual([
      infinity,
      infinity - 1,
      infinity + 0x8000,
      infinity,
    ]);
  });

  it("keeps a NaN a NaN whose payload lies in the bits that go", () => {
    const quiet = new Float32Array(Uint32Array.of(0x7f80_0001, 0xff80_0001).buffer);
    expect(Array.from(widen(round(quiet))).every(Number.isNaN)).toBe(true);
  });
});
