import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createRng } from "@lipschitz-gan/core";
import { latentBatch } from "@lipschitz-gan/training";

beforeAll(async () => {
  await tf.setBackend("cpu");
});

describe("latentBatch", () => {
  it("holds the stream's normal numbers in their order, rounded to float32", () => {
    const random = createRng(3).stream("z");
    const expected = Array.from({ length: 10 }, () => Math.fround(random.normal()));
    const before = tf.memory().numTensors;
    const batch = latentBatch(createRng(3).stream("z"), 5, 2);
    expect(batch.shape).toEqual([5, 2]);
    expect([...batch.dataSync()]).toEqual(expected);
    batch.dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
