import { describe, expect, it } from "vitest";
import { describeAdapter } from "../../src/webgpu/describe-adapter.ts";

describe("describeAdapter", () => {
  it("tells maker and family, and the model where it says more", () => {
    // As Dawn describes SwiftShader.
    const swiftshader = { vendor: "google", architecture: "swiftshader", device: "swiftshader-device-subzero-" };
    expect(describeAdapter({ ...swiftshader, description: "SwiftShader driver 5.0.0" })).toBe("google swiftshader");
    expect(describeAdapter({ vendor: "nvidia", architecture: "ampere", device: "a100" })).toBe("nvidia ampere (a100)");
    expect(describeAdapter({ vendor: "apple", architecture: "metal-3", device: "" })).toBe("apple metal-3");
  });

  it("takes what there is, and nothing for nothing", () => {
    expect(describeAdapter({ vendor: "nvidia" })).toBe("nvidia");
    expect(describeAdapter({ device: "a100", description: "driver 5" })).toBe("a100");
    expect(describeAdapter({ description: "driver 5" })).toBe("driver 5");
    expect(describeAdapter({ vendor: "", architecture: "", device: "", description: "" })).toBeUndefined();
    expect(describeAdapter({})).toBeUndefined();
  });
});
