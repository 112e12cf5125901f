import os from "node:os";
import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { startSingleModule, startThreadedModule } from "../../src/wasm-threads/start-wasm-module.ts";

class NoWorker extends Worker {
  constructor() {
    super("", { eval: true });
    throw new Error("workers are not allowed");
  }
}
/** Runs something else than what it is told to. */
class BrokenWorker extends Worker {
  constructor() {
    super('throw new Error("worker broke")', { eval: true });
  }
}
class MuteWorker extends Worker {
  constructor() {
    super("setInterval(() => {}, 1000)", { eval: true });
    mute.push(this);
  }
}
const mute: Worker[] = [];

describe("startThreadedModule", () => {
  it("starts a module and touches no global", async () => {
    const before = globals();
    const single = await startSingleModule(true);
    const started = await startThreadedModule(3);
    started.module.cwrap("init_with_threads_count", null, ["number"])(3);
    expect(started.module.cwrap("get_threads_count", "number", [])()).toBe(3);
    expect(globals()).toEqual(before);
    await started.terminate();
    await single.terminate();
  });

  it.each([
    ["cannot be made", NoWorker, "workers are not allowed"],
    ["die while they load", BrokenWorker, "worker broke"],
  ])("rejects where workers %s", async (_how, Base, message) => {
    await expect(startThreadedModule(2, Base)).rejects.toThrow(message);
  });

  it("rejects where workers do not answer, and ends them", async () => {
    await expect(startThreadedModule(3, MuteWorker, 50)).rejects.toThrow("workers did not load within 50 ms");
    expect(mute.map((worker) => worker.threadId)).toEqual([-1, -1]); // the id of a thread that has ended
  });
});

function globals(): unknown[] {
  return [
    Object.getOwnPropertyDescriptor(globalThis, "Worker"),
    os.cpus,
    process.listeners("uncaughtException"),
    process.listeners("unhandledRejection"),
  ];
}
