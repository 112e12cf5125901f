import { describe, expect, it } from "vitest";
import { ExtractorError, readExtractorDescription } from "@lipschitz-gan/metrics";

describe("readExtractorDescription", () => {
  it("takes a name alone, and every field", () => {
    expect(readExtractorDescription({ name: "my-network" })).toEqual({ name: "my-network" });
    const all = { name: "inception-v3", layer: "avg_pool", pixels: "signed", size: 299, accuracy: 0.78 };
    expect(readExtractorDescription(all)).toEqual(all);
  });

  it.each([
    [null, /^extractor\.json: must be an object, received null$/],
    [[], /must be an object/],
    [{}, /name must be 1 to 64 letters.*received nothing/],
    [{ name: "two words" }, /name must be/],
    [{ name: "a\n" }, /name must be/],
    [{ name: "a".repeat(65) }, /name must be/],
    [{ name: "a", layer: "" }, /layer must be the name of a layer, received ""/],
    [{ name: "a", layer: undefined }, /layer must be the name of a layer, received nothing/],
    [{ name: "a", pixels: "toString" }, /pixels must be one of inception, signed, unit, received "toString"/],
    [{ name: "a", size: 0 }, /size must be an integer >= 1, received 0/],
    [{ name: "a", size: "299" }, /size must be an integer/],
    [{ name: "a", accuracy: 1.5 }, /accuracy must be in \[0, 1\], received 1\.5/],
    [{ name: "a", accuracy: null }, /accuracy must be in \[0, 1\], received null/],
    [{ name: "a", Layer: "b" }, /must have no fields but name, layer, pixels, size, accuracy, received "Layer"/],
    [JSON.parse('{"name":"a","__proto__":{}}'), /must have no fields but .*, received "__proto__"/],
  ])("refuses %j", (value: unknown, message) => {
    expect(() => readExtractorDescription(value)).toThrow(ExtractorError);
    expect(() => readExtractorDescription(value)).toThrow(message);
  });

  it("names the file that it was given", () => {
    expect(() => readExtractorDescription(7, "models/extractor.json")).toThrow(
      /^models\/extractor\.json: .* received 7$/,
    );
  });
});
