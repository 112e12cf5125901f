import { describe, expect, it } from "vitest";
import { otherBackend } from "../../src/commands/other-backend.ts";

const reason = "asked for by name";

describe("otherBackend", () => {
  it("says what ran before and what runs now", () => {
    const before = { name: "webgpu", threads: 1, device: "nvidia hopper", reason };
    expect(otherBackend(before, { name: "wasm", threads: 2 })).toBe(
      "wasm (2 threads) now, webgpu (nvidia hopper) before: the steps to come are rounded otherwise, and are not byte for " +
        "byte those of a run that stays",
    );
    expect(otherBackend(before, { ...before, device: "google swiftshader" })).toMatch(
      /^webgpu \(google swiftshader\) now, webgpu \(nvidia hopper\) before/,
    );
    expect(otherBackend({ name: "wasm", threads: 2, reason }, { name: "wasm", threads: 1 })).toMatch(/^wasm now/);
  });

  it("says nothing where nothing has changed, or nothing is known of the device", () => {
    expect(otherBackend({ name: "wasm", threads: 2, reason }, { name: "wasm", threads: 2 })).toBeUndefined();
    const now = { name: "webgpu", threads: 1, device: "google swiftshader" };
    expect(otherBackend({ ...now, reason }, now)).toBeUndefined();
    expect(otherBackend({ name: "webgpu", threads: 1, reason }, now)).toBeUndefined();
  });
});
