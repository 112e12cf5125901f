import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it, vi } from "vitest";
import type { BackendReport } from "../../src/probe/backend-report.ts";
import { probeHere } from "../../src/probe/probe-here.ts";

const CPU: BackendReport = { name: "cpu", available: true, detail: "plain JavaScript, one thread", threads: 1 };

describe("probeHere", () => {
  it("says that a backend starts, before it is measured, and how it runs", async () => {
    const told: BackendReport[] = [];
    expect(await probeHere("cpu", { measure: false }, (report) => told.push(report))).toEqual(CPU);
    expect(told).toEqual([CPU]);
  });

  it("says why one does not start, without advice to choose another", async () => {
    expect(await probeHere("webgl", { measure: true })).toEqual({
      name: "webgl",
      available: false,
      reason:
        '"webgl" is not registered; it comes from the page: import "@tensorflow/tfjs-backend-webgl" ' +
        "(or register it with tf.registerBackend) first",
    });
    const { reason } = await probeHere("node-gpu", { measure: true });
    expect(reason).toMatch(/^@tensorflow\/tfjs-node-gpu is not installed; run "npm install [^"]*"$/u);
  });

  it("takes one that starts and cannot be measured for there, and says what was wrong", async () => {
    await tf.setBackend("cpu");
    vi.spyOn(tf.backend(), "read").mockRejectedValue(new Error("the device is lost\nmore"));
    expect(await probeHere("cpu", { measure: true })).toEqual({
      ...CPU,
      reason: "starts, but could not be measured: the device is lost",
    });
    vi.restoreAllMocks();
  });
});
