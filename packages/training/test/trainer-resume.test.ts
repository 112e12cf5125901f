import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { startBackend } from "@lipschitz-gan/backend";
import { compose, constrain, type LipschitzConstraint } from "@lipschitz-gan/core";
import { gradientPenalty, spectralNorm, weightClipping, weightNorm } from "@lipschitz-gan/regularizers";
import {
  type Checkpoint,
  CheckpointError,
  decodeCheckpoint,
  encodeCheckpoint,
  linearDecay,
  lossByName,
  lossNames,
} from "@lipschitz-gan/training";
import { bytesOf, repeatable, run, tinyCritic, tinyGenerator, tinyRun } from "./support/tiny-run.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

const constraints: readonly (readonly [string, () => LipschitzConstraint])[] = [
  ["spectral norm", () => spectralNorm()],
  ["weight clipping", () => weightClipping({ c: 0.1 })],
  ["gradient penalty", () => gradientPenalty()],
  ["weight norm", () => weightNorm()],
  ["weight norm with gain", () => weightNorm({ gain: true })],
  ["spectral norm and gradient penalty", () => compose(spectralNorm(), gradientPenalty())],
  ["weight norm with gain, then spectral norm", () => compose(weightNorm({ gain: true }), spectralNorm())],
  ["clipping and gradient penalty", () => compose(weightClipping({ c: 0.5 }), gradientPenalty({ sided: "one" }))],
];

const resaved = async (checkpoint: Checkpoint): Promise<Checkpoint> =>
  decodeCheckpoint(await encodeCheckpoint(checkpoint), "memory");

interface Outcome {
  readonly reports: readonly object[];
  readonly bytes: readonly number[];
}

/** Reports and final checkpoint of six steps in a row, and of three, a resume in fresh models, and three more. */
async function wholeAndResumed(make: () => ReturnType<typeof tinyRun>): Promise<{ whole: Outcome; resumed: Outcome }> {
  const whole = make();
  const reports = await run(whole.trainer, 6);
  const first = make();
  const before = await run(first.trainer, 3);
  const saved = await resaved(await first.trainer.snapshot());
  first.dispose();
  const second = make();
  await run(second.trainer, 1); // moments and state that the restoring has to replace
  second.trainer.restore(saved);
  expect(second.trainer.step).toBe(3);
  const after = await run(second.trainer, 6);
  const outcomes = {
    whole: { reports: reports.map(repeatable), bytes: await bytesOf(whole.trainer) },
    resumed: { reports: [...before, ...after].map(repeatable), bytes: await bytesOf(second.trainer) },
  };
  whole.dispose();
  second.dispose();
  return outcomes;
}

describe.each(constraints)("createTrainer with %s", (_name, make) => {
  it("goes on from a checkpoint in fresh models as if it had never stopped, byte for byte", async () => {
    const { whole, resumed } = await wholeAndResumed(() => tinyRun(make(), { nCritic: 2 }));
    expect(resumed).toEqual(whole);
  });

  it("has as many tensors after every step from the third on, and none in the end", async () => {
    const before = tf.memory().numTensors;
    const { trainer, dispose } = tinyRun(make(), { nCritic: 2 });
    const counts: number[] = [];
    for await (const { step } of trainer.steps(8)) if (step >= 3) counts.push(tf.memory().numTensors);
    expect(new Set(counts).size).toBe(1);
    await trainer.snapshot();
    trainer.sample(2, 0).dispose();
    trainer.restore(await trainer.snapshot());
    expect(tf.memory().numTensors).toBe(counts[0]);
    dispose();
    expect(tf.memory().numTensors).toBe(before);
  });

  it("reports a penalty if and only if the constraint has one", async () => {
    const { trainer, dispose } = tinyRun(make());
    const [report] = await run(trainer, 1);
    expect("penalty" in report!).toBe(make().name.includes("gradient-penalty"));
    expect(Object.keys(report!.sigma)).toEqual(["first", "score"]);
    dispose();
  });
});

describe("resuming", () => {
  it.each(lossNames)("resumes byte for byte with the loss %s, and with a constrained generator", async (name) => {
    const { whole, resumed } = await wholeAndResumed(() =>
      tinyRun(spectralNorm(), {
        loss: lossByName(name),
        generator: constrain(tinyGenerator(), spectralNorm({ k: 4 })),
      }),
    );
    expect(resumed).toEqual(whole);
  });

  it("resumes byte for byte in the middle of a falling learning rate", async () => {
    const { whole, resumed } = await wholeAndResumed(() =>
      tinyRun(spectralNorm(), { learningRateFactor: linearDecay(1, 8) }),
    );
    expect(resumed).toEqual(whole);
    const { whole: constant } = await wholeAndResumed(() => tinyRun(spectralNorm()));
    expect(constant).not.toEqual(whole);
  });

  it("keeps a checkpoint apart from the run", async () => {
    const { trainer, dispose } = tinyRun(spectralNorm());
    await run(trainer, 1);
    const saved = await trainer.snapshot();
    const before = [...(await encodeCheckpoint(saved))];
    await run(trainer, 2);
    expect([...(await encodeCheckpoint(saved))]).toEqual(before);
    expect(saved).toMatchObject({ step: 1, counters: { generator: 1, critic: 1 } });
    dispose();
  });

  it("refuses a checkpoint of another model, naming the first tensor, and changes nothing", async () => {
    const other = tinyRun(spectralNorm(), { critic: constrain(tinyCritic(5), spectralNorm()) });
    await run(other.trainer, 1);
    const gained = tinyRun(weightNorm({ gain: true }));
    await run(gained.trainer, 1);
    const plain = tinyRun(weightNorm());
    await run(plain.trainer, 2);
    const before = await bytesOf(plain.trainer);
    const refuse = async (checkpoint: Checkpoint, message: RegExp): Promise<void> => {
      const tensors = tf.memory().numTensors;
      expect(() => plain.trainer.restore(checkpoint)).toThrow(message);
      expect(() => plain.trainer.restore(checkpoint)).toThrow(CheckpointError);
      expect(tf.memory().numTensors).toBe(tensors);
      expect(await bytesOf(plain.trainer)).toEqual(before);
    };
    await refuse(
      await other.trainer.snapshot(),
      /restore: critic\/first\/kernel must have shape \[2, 4\], received \[2, 5\]/,
    );
    await refuse(
      await gained.trainer.snapshot(),
      /holds critic\/constraint:first\/kernel\/gain, which this run has not/,
    );
    const mine = await plain.trainer.snapshot();
    const { "critic/score/bias": _bias, ...lacking } = mine.tensors;
    await refuse({ ...mine, tensors: lacking }, /must hold critic\/score\/bias, which it lacks/);
    await refuse({ ...mine, counters: { generator: 2 } }, /must count the steps of critic/);
    // The last thing to be restored, whose loss is seen only after the rest fits.
    const { "critic-optimizer/score/bias/second-moment": _moment, ...torn } = mine.tensors;
    await refuse(
      { ...mine, tensors: torn },
      /the optimizers must take their state, .*score\/bias\/second-moment must be there/,
    );
    for (const { dispose } of [other, gained, plain]) dispose();
  });
});
