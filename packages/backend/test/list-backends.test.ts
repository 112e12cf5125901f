import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { type BackendReport, listBackends, startBackend } from "../src/index.ts";

afterEach(() => {
  tf.env().set("IS_NODE", true);
});

describe("listBackends in Node", () => {
  it("tries all that Node can have, tells each at once, chooses what auto takes, and changes nothing here", async () => {
    await startBackend("cpu");
    const x = tf.tensor1d([1, 2]);
    const registered = Object.keys(tf.engine().registryFactory).toSorted();
    const told: BackendReport[] = [];
    const { chosen, backends } = await listBackends({ measure: false, onReport: (report) => told.push(report) });
    expect(tf.getBackend()).toBe("cpu");
    expect([...x.dataSync()]).toEqual([1, 2]);
    expect(Object.keys(tf.engine().registryFactory).toSorted()).toEqual(registered);
    x.dispose();
    expect(told).toEqual(backends);
    expect(backends.map(({ name }) => name)).toEqual(["node-gpu", "node", "native", "wasm", "cpu", "webgpu"]);
    for (const { name, available, reason, detail, threads } of backends) {
      expect([name, available]).toEqual([name, reason === undefined]);
      expect(reason ?? `${detail} ${threads}`).toMatch(/\S/u);
    }
    expect(backends.some(({ gflops }) => gflops !== undefined)).toBe(false);
    const started = await startBackend("auto");
    expect(chosen).toBe(started.name);
    expect(backends.find(({ name }) => name === chosen)?.threads).toBe(started.threads);
    await started.stop();
  }, 180_000);
});

describe("listBackends in a page", () => {
  it("tries what a page can have, in the page, and goes on with the one that ran", async () => {
    await startBackend("cpu");
    tf.env().set("IS_NODE", false);
    const { chosen, backends } = await listBackends({ measure: false });
    expect(backends.map(({ name }) => name)).toEqual(["webgpu", "webgl", "wasm", "cpu"]);
    expect(backends[0]).toEqual({ name: "webgpu", available: false, reason: expect.stringMatching(/not registered/u) });
    expect(backends.at(-1)).toMatchObject({ available: true, detail: "plain JavaScript, one thread", threads: 1 });
    expect(chosen).toBe(backends.find(({ available }) => available)?.name);
    expect(tf.getBackend()).toBe("cpu");
  });
});

describe("listBackends refuses", () => {
  it("threads that are not an integer >= 1", async () => {
    const bad = fc.oneof(fc.constantFrom(0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY), fc.integer({ max: 0 }));
    await fc.assert(
      fc.asyncProperty(bad, async (threads) => {
        await expect(listBackends({ threads })).rejects.toThrow(
          new RangeError(`listBackends: threads must be an integer >= 1, received ${threads}`),
        );
      }),
    );
  });
});
