import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it, vi } from "vitest";
import { startCpu } from "../../src/backends/start-cpu.ts";

describe("startCpu", () => {
  it("starts without TensorFlow.js' greeting, and leaves its flags as they were", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const running = await startCpu();
    tf.square([1, 2]).dispose();
    expect(tf.getBackend()).toBe("cpu");
    expect(running.threads).toBe(1);
    expect(warn).not.toHaveBeenCalled();
    expect(tf.env().getBool("IS_TEST")).toBe(false);
    warn.mockRestore();
  });
});
