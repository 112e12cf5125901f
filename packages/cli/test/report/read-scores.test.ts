import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scoresReader } from "../../src/report/read-scores.ts";
import { protocolOf, scoreOf } from "./scores.ts";

describe("scoresReader", () => {
  it("joins the values of one name and one protocol, with their spread", () => {
    const reader = scoresReader();
    reader.add(10, [scoreOf("FID-mnist", 9), scoreOf("KID-mnist", 0.5, {}, 0.1)]);
    reader.add(20, [scoreOf("FID-mnist", 8), scoreOf("KID-mnist", 0.25, {}, 0)]);
    const protocol = protocolOf();
    const [fid, kid] = [
      [
        { step: 10, value: 9 },
        { step: 20, value: 8 },
      ],
      [
        { step: 10, value: 0.5, std: 0.1 },
        { step: 20, value: 0.25, std: 0 },
      ],
    ];
    expect(reader.curves()).toEqual([
      { name: "FID-mnist", protocol, points: fid },
      { name: "KID-mnist", protocol, points: kid },
    ]);
  });

  it("keeps what real samples get beside a curve", () => {
    const reader = scoresReader();
    const { name, ...floor } = scoreOf("FID-mnist", 0.5);
    reader.add(1, [scoreOf(name, 9)]);
    reader.add(2, [{ ...scoreOf(name, 8), floor }]);
    reader.add(3, [{ ...scoreOf(name, 7), floor: { value: "?" } }]);
    expect(reader.curves()).toMatchObject([{ points: [{ step: 1 }, { step: 2 }, { step: 3 }], floor }]);
  });

  it("begins another curve where anything of the protocol changes, also where it changes back", () => {
    const reader = scoresReader();
    const extractor = { ...protocolOf().extractor, sha256: "f".repeat(64) };
    const ways = [{}, { nFake: 500 }, { extractor }, { parameters: { splits: 5 } }, { resize: "bilinear" }, {}];
    for (const [i, changes] of [...ways, {}].entries()) reader.add(i, [scoreOf("FID-mnist", i, changes)]);
    expect(reader.curves().map(({ points }) => points.map(({ step }) => step))).toEqual([
      [0],
      [1],
      [2],
      [3],
      [4],
      [5, 6],
    ]);
    const unknown = scoresReader();
    for (const rotation of [0, 0, 1])
      unknown.add(1, [{ ...scoreOf("FID-mnist", 1), protocol: { ...protocolOf(), rotation } }]);
    expect(unknown.curves()).toHaveLength(2);
  });

  it("takes null for a value that was not finite, and leaves out what is no score", () => {
    const reader = scoresReader();
    reader.add(1, [{ ...scoreOf("FID-mnist", 0), value: null, std: -1 }]);
    reader.add(2, [{ name: "FID-mnist", value: 1 }, 3, null, { ...scoreOf("", 1) }, scoreOf("x".repeat(300), 1)]);
    reader.add(3, { name: "FID-mnist" });
    expect(reader.curves()).toEqual([
      { name: "FID-mnist", protocol: protocolOf(), points: [{ step: 1, value: Number.NaN }] },
    ]);
  });

  it("loses no score and joins none of two protocols, for all orders", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(2), { maxLength: 30 }), (counts) => {
        const reader = scoresReader();
        for (const [step, nFake] of counts.entries()) reader.add(step, [scoreOf("FID-mnist", step, { nFake })]);
        const told = reader
          .curves()
          .flatMap(({ protocol, points }) => points.map(({ step, value }) => [step, value, protocol.nFake]));
        expect(told).toEqual(counts.map((nFake, step) => [step, step, nFake]));
        const changes = counts.filter((nFake, i) => i === 0 || nFake !== counts[i - 1]);
        expect(reader.curves()).toHaveLength(changes.length);
      }),
    );
  });
});
