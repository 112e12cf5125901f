import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { startBackend } from "@lipschitz-gan/backend";
import {
  constrain,
  type ConstrainedModel,
  createRng,
  DisposedError,
  type LipschitzConstraint,
  NonFiniteError,
  statelessBinding,
  unconstrained,
} from "@lipschitz-gan/core";
import { spectralNorm, weightClipping } from "@lipschitz-gan/regularizers";
import { adam, type BatchSource, latentBatch, lossByName, lossNames, type StepReport } from "@lipschitz-gan/training";
import { bytesOf, cloud, LATENT, repeatable, run, tinyGenerator, tinyRun } from "./support/tiny-run.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

const first = ({ variable }: { variable: tf.Variable }): number => variable.dataSync()[0] ?? Number.NaN;

/** Logs its hooks, and what the penalty and the passes saw. */
function spy(log: string[]): LipschitzConstraint {
  return {
    name: "spy",
    guarantee: { statement: "Nothing.", promises: [] },
    bind: () => {
      return {
        ...statelessBinding({
          parametrize: (weight, value) => {
            log.push(`parametrize ${weight.name}`);
            return tf.mul(value, 0.5);
          },
          penalty: () => {
            log.push("penalty");
            return tf.scalar(0);
          },
          project: (weight) => {
            log.push(`project ${weight.name} ${first(weight)}`);
          },
        }),
        update: (weight) => {
          log.push(`update ${weight.name} ${first(weight)}`);
        },
      };
    },
  };
}

/** What the run of seed 5 has to draw. */
const latentsOf = (name: string, index: number): number[] =>
  tf.tidy(() => Array.from(latentBatch(createRng(5).stream(`latent/${name}`, index), 4, LATENT).dataSync()));

describe("createTrainer", () => {
  it("updates, reads W̄ once for both batches and the penalty, and projects what the optimizer has moved", async () => {
    const log: string[] = [];
    const scores: number[][] = [];
    const loss = lossByName("hinge");
    const { trainer, dispose } = tinyRun(spy(log), {
      loss: {
        ...loss,
        critic: (real, fake) => {
          scores.push([...real.dataSync()], [...fake.dataSync()]);
          log.push("loss");
          return loss.critic(real, fake);
        },
      },
      nCritic: 1,
    });
    log.length = 0;
    await run(trainer, 1);
    const names = log.map((line) => line.split(" ").slice(0, 2).join(" "));
    expect(names).toEqual([
      // the critic's update
      "update first/kernel",
      "update score/kernel",
      "parametrize first/kernel",
      "parametrize score/kernel",
      "loss",
      "penalty",
      "project first/kernel",
      "project score/kernel",
      // the generator's update and the monitor only read
      "parametrize first/kernel",
      "parametrize score/kernel",
      "parametrize first/kernel",
      "parametrize score/kernel",
    ]);
    const value = (hook: string): string | undefined =>
      log.find((line) => line.startsWith(`${hook} first`))?.split(" ")[2];
    expect(value("project")).not.toBe(value("update"));
    dispose();
  });

  it("gives the real and the fake batch the same W̄, even if a constraint never gives the same twice", async () => {
    let calls = 0;
    const restless: LipschitzConstraint = {
      ...spy([]),
      bind: () => statelessBinding({ parametrize: (_weight, value) => tf.mul(value, ++calls) }),
    };
    const seen: number[][] = [];
    const loss = lossByName("wgan");
    // Real samples that are what the generator draws: then the scores agree to the bit, or W̄ does not.
    const same: BatchSource = {
      batch: ({ batchSize }) => ({ values: new Float32Array(2 * batchSize), shape: [batchSize, 2] }),
    };
    const zero = tinyGenerator();
    zero.layers.at(-1)!.setWeights(
      zero.layers
        .at(-1)!
        .getWeights()
        .map((weight) => tf.zerosLike(weight)),
    );
    const { trainer, dispose } = tinyRun(restless, {
      generator: zero,
      data: same,
      loss: {
        ...loss,
        critic: (real, fake) => {
          seen.push([...real.dataSync()], [...fake.dataSync()]);
          return loss.critic(real, fake);
        },
      },
    });
    await run(trainer, 1);
    expect(seen[1]).toEqual(seen[0]);
    dispose();
  });

  it("updates the critic nCritic times with batches of its own, and the generator once", async () => {
    const steps: number[] = [];
    const counting: BatchSource = {
      batch: (request) => {
        steps.push(request.step);
        return cloud.batch(request);
      },
    };
    const log: string[] = [];
    const { trainer, optimizers, dispose } = tinyRun(spy(log), { nCritic: 3, data: counting });
    log.length = 0;
    await run(trainer, 2);
    expect(steps).toEqual([0, 1, 2, 3, 4, 5]);
    expect(optimizers.map(({ step }) => step)).toEqual([2, 6]);
    expect(log.filter((line) => line.startsWith("update first"))).toHaveLength(6);
    expect(log.filter((line) => line === "penalty")).toHaveLength(6);
    dispose();
  });

  it("draws other latent vectors and other random numbers for the penalty at every update, by name and number", async () => {
    const view = constrain(tinyGenerator(), unconstrained());
    const latents: number[][] = [];
    const drawn: number[] = [];
    const generator: ConstrainedModel = {
      ...view,
      apply: (x, options) => {
        latents.push(Array.from(x.dataSync()));
        return view.apply(x, options);
      },
    };
    const drawing: LipschitzConstraint = {
      ...spy([]),
      bind: () =>
        statelessBinding({
          penalty: ({ random }) => {
            drawn.push(random.uniform());
            return tf.scalar(0);
          },
        }),
    };
    const { trainer, dispose } = tinyRun(drawing, { generator, nCritic: 2, seed: 5 });
    await run(trainer, 2);
    expect(latents).toEqual([
      latentsOf("critic", 0),
      latentsOf("critic", 1),
      latentsOf("generator", 0),
      latentsOf("critic", 2),
      latentsOf("critic", 3),
      latentsOf("generator", 1),
    ]);
    expect(new Set(latents.map(String)).size).toBe(6);
    expect(drawn).toEqual([0, 1, 2, 3].map((index) => createRng(5).stream("penalty", index).uniform()));
    expect(new Set(drawn).size).toBe(4);
    dispose();
    view.dispose();
  });

  it("steps a constrained generator by its own hooks", async () => {
    const log: string[] = [];
    const generator = constrain(tinyGenerator(), spy(log));
    log.length = 0;
    const { trainer, dispose } = tinyRun(spectralNorm(), { generator });
    await run(trainer, 1);
    const hooks = log.filter((line) => /^(update|project) lift/.test(line));
    // The first projection is the trainer's own, before any step.
    expect(hooks.map((line) => line.split(" ")[0])).toEqual(["project", "update", "project"]);
    expect(hooks[1]?.split(" ")[2]).not.toBe(hooks[2]?.split(" ")[2]);
    expect(log).not.toContain("penalty"); // there is no critic's batch for it
    dispose();
  });

  it("may be left early, and goes on where it was", async () => {
    const whole = tinyRun(spectralNorm());
    const expected = await run(whole.trainer, 4);
    const left = tinyRun(spectralNorm());
    const reports: StepReport[] = [];
    for await (const report of left.trainer.steps(4)) {
      reports.push(report);
      if (report.step === 2) break;
    }
    expect(left.trainer.step).toBe(2);
    expect(await run(left.trainer, 2)).toEqual([]);
    reports.push(...(await run(left.trainer, 4)));
    expect(reports.map(repeatable)).toEqual(expected.map(repeatable));
    whole.dispose();
    left.dispose();
  });

  it("runs until `until`, also when it is set back between two steps", async () => {
    const { trainer, dispose } = tinyRun(spectralNorm());
    const start = await trainer.snapshot();
    const seen: number[] = [];
    for await (const { step } of trainer.steps(3)) {
      seen.push(step);
      if (seen.length === 2) trainer.restore(start);
    }
    expect(seen).toEqual([1, 2, 1, 2, 3]);
    dispose();
  });

  it("samples in evaluation mode, the same for the same seed, without moving anything", async () => {
    const { trainer, generator, dispose } = tinyRun(spectralNorm());
    await run(trainer, 1);
    const before = await bytesOf(trainer);
    const draw = (seed: number): number[] => tf.tidy(() => [...trainer.sample(3, seed).dataSync()]);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
    // In evaluation a sample does not depend on its batch, as it would with the batch's own statistics.
    const alone = tf.tidy(() => [...trainer.sample(1, 1).dataSync()]);
    expect(draw(1).slice(0, 2)).toEqual(alone);
    expect(await bytesOf(trainer)).toEqual(before);
    expect("constraint" in generator).toBe(false);
    dispose();
  });

  it.each(["cpu", "wasm"] as const)(
    "stops at a NaN in the data, naming step and tensor, and saves nothing, on %s",
    async (name) => {
      await startBackend(name, { threads: 1 });
      for (const loss of lossNames) {
        const poisoned: BatchSource = {
          batch: (request) => {
            const { values, shape } = cloud.batch(request);
            if (request.step === 2) values[0] = Number.NaN;
            return { values, shape };
          },
        };
        const { trainer, dispose } = tinyRun(spectralNorm(), { data: poisoned, loss: lossByName(loss) });
        const reports: StepReport[] = [];
        const stopped = await (async (): Promise<unknown> => {
          try {
            for await (const report of trainer.steps(5)) reports.push(report);
            return "ran on";
          } catch (error) {
            return error;
          }
        })();
        expect(stopped, `loss ${loss}`).toBeInstanceOf(NonFiniteError);
        expect(stopped, `loss ${loss}`).toMatchObject({ step: 3, tensor: "criticLoss" });
        expect(reports).toHaveLength(2);
        await expect(trainer.snapshot()).rejects.toThrow(/snapshot: \S+ must be finite, received NaN at step 3/);
        dispose();
      }
      await startBackend("cpu");
    },
  );

  it.each(["batchSize", "latentSize", "nCritic"])("refuses a %s that is no count", (option) => {
    for (const value of [0, -1, 1.5, Number.NaN]) {
      expect(() => tinyRun(spectralNorm(), { [option]: value })).toThrow(
        `createTrainer: ${option} must be an integer >= 1, received ${value}`,
      );
    }
  });

  it("names a moment that is no longer finite at the step at which it happened, while all losses still are", async () => {
    const criticOptimizer = adam({ learningRate: 1e-3 });
    const { trainer, dispose } = tinyRun(spectralNorm(), { criticOptimizer });
    await run(trainer, 2);
    const [name, moment] = Object.entries(criticOptimizer.state()).find(([key]) => key.endsWith("second-moment"))!;
    moment.assign(tf.fill(moment.shape, Infinity));
    await expect(run(trainer, 5)).rejects.toThrow(
      `train: critic-optimizer/${name} must be finite, received Infinity at step 3`,
    );
    dispose();
  });

  it("refuses a plain critic", () => {
    const { critic, dispose } = tinyRun(spectralNorm());
    expect(() => tinyRun(spectralNorm(), { critic: critic.model as never })).toThrow(
      /critic must be a constrained model/,
    );
    dispose();
  });

  it("does one thing at a time: refuses a step, a snapshot and a restore while a step runs", async () => {
    const { trainer, dispose } = tinyRun(spectralNorm());
    const saved = await trainer.snapshot();
    const steps = trainer.steps(3);
    const running = steps.next();
    expect(() => {
      trainer.restore(saved);
    }).toThrow(/one thing at a time/);
    const others = await Promise.allSettled([trainer.steps(3).next(), trainer.snapshot()]);
    expect(others.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    expect(String(others.map((other) => (other.status === "rejected" ? other.reason : "")))).toMatch(
      /one thing.*one thing/,
    );
    expect((await running).value?.step).toBe(1);
    expect((await trainer.snapshot()).counters).toEqual({ generator: 1, critic: 1 });
    dispose();
  });

  it.each([Number.NaN, -1, 1.5, Infinity])("refuses to run until step %s", async (until) => {
    const { trainer, dispose } = tinyRun(spectralNorm());
    await expect(trainer.steps(until).next()).rejects.toThrow(/until must be an integer >= 0/);
    dispose();
  });

  it("projects once before the first step", () => {
    const { critic, dispose } = tinyRun(weightClipping({ c: 0.01 }));
    const largest = critic.weights.map(({ variable }) => Math.max(...variable.dataSync().map(Math.abs)));
    expect(Math.max(...largest)).toBe(Math.fround(0.01));
    dispose();
  });

  it("refuses to go on after dispose, which may be called twice, and leaves what is not its own", async () => {
    const { trainer, critic, dispose } = tinyRun(spectralNorm());
    const saved = await trainer.snapshot();
    trainer.dispose();
    trainer.dispose();
    await expect(run(trainer, 1)).rejects.toThrow(DisposedError);
    expect(() => trainer.sample(1, 0)).toThrow(DisposedError);
    expect(() => trainer.restore(saved)).toThrow(DisposedError);
    await expect(trainer.snapshot()).rejects.toThrow(DisposedError);
    expect(() => {
      critic.update();
    }).not.toThrow();
    dispose();
  });

  it("gives other numbers for another seed", async () => {
    const [one, other] = [tinyRun(spectralNorm()), tinyRun(spectralNorm(), { seed: 6 })];
    expect((await run(one.trainer, 1)).map(repeatable)).not.toEqual((await run(other.trainer, 1)).map(repeatable));
    one.dispose();
    other.dispose();
  });
});
