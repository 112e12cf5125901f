import { startBackend } from "@lipschitz-gan/backend";
import * as tf from "@tensorflow/tfjs-core";
import { afterEach, describe, expect, it } from "vitest";
import { onBackend } from "../src/built-in/find-backends.ts";

const native = await startBackend("native", { threads: 1 }).then(
  (started) => started.stop().then(() => true),
  () => false,
);

describe("onBackend", () => {
  afterEach(async () => {
    await (await startBackend("wasm", { threads: 1 })).stop();
  });

  it.skipIf(!native)(
    "runs on the WASM backend beneath native, and goes back to it (needs koffi and oneDNN, such as Debian's libdnnl2)",
    async () => {
      await startBackend("native", { threads: 2 });
      const kept = tf.tensor1d([1, 2, 3]);
      expect(await onBackend("wasm", () => tf.getBackend())).toBe("wasm");
      expect(tf.getBackend()).toBe("native");
      expect(await onBackend("native", () => tf.getBackend())).toBe("native");
      expect(await onBackend("cpu", () => tf.getBackend())).toBe("cpu");
      expect(tf.getBackend()).toBe("native");
      expect(Array.from(kept.dataSync())).toEqual([1, 2, 3]);
      kept.dispose();
    },
  );
});
