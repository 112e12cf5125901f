import { lossByName } from "@lipschitz-gan/training";
import { probeConstraint } from "./probe-constraint.ts";
import { createRecorder, readNamed, type Recorder, type Side, type Snapshot, type StepEvent } from "./recorder.ts";
import { criticOf, dataOf, generatorOf, optimizerOf, type StepCase } from "./step-case.ts";
import type { StepRun, TrainingStep } from "./subject.ts";

/** A run of a case, with everything that a law looks at. */
export interface RecordedRun {
  readonly run: StepRun;
  readonly recorder: Recorder;
  /** The batches that were asked for, by their number. */
  readonly requests: { readonly batchSize: number; readonly step: number; readonly seed: number }[];
  /** Names of the variables that an optimizer has to move, as in a {@link Snapshot}. */
  readonly trained: Readonly<Record<Side, readonly string[]>>;
  /** Every byte that the next step depends on, and that the subject has not in hand itself. */
  readonly bytes: () => Promise<Snapshot>;
  readonly dispose: () => void;
}

/** What of a case is changed. */
export interface RunChanges {
  /** Seed of the weights, in place of the case's. */
  readonly weightSeed?: number;
  /** Seed of the run, in place of the case's. */
  readonly runSeed?: number;
}

/**
 * Sets up a run of a case under a probe, and writes down what it does.
 *
 * @param subject - the step
 * @param given - the case
 * @param changes - other seeds
 */
export function startRecorded(subject: TrainingStep, given: StepCase, changes: RunChanges = {}): RecordedRun {
  const recorder = createRecorder();
  const weights = { ...given, seed: changes.weightSeed ?? given.seed };
  const critic = criticOf(
    weights,
    probeConstraint((values) => {
      recorder.penalty(values);
    }),
  );
  const generator = generatorOf(weights);
  const [criticOptimizer, generatorOptimizer] = [optimizerOf(given), optimizerOf(given)];
  const requests: RecordedRun["requests"] = [];
  const data = dataOf(given);
  const run = subject.start({
    critic: recorder.model("critic", critic),
    generator: recorder.model("generator", generator),
    loss: recorder.loss(lossByName(given.loss)),
    data: {
      batch: (request) => {
        requests.push(request);
        return data.batch(request);
      },
    },
    criticOptimizer: recorder.optimizer("critic", criticOptimizer),
    generatorOptimizer: recorder.optimizer("generator", generatorOptimizer),
    batchSize: given.batchSize,
    latentSize: given.latentSize,
    nCritic: given.nCritic,
    seed: changes.runSeed ?? given.seed,
  });
  return {
    run,
    recorder,
    requests,
    trained: { critic: named("critic", critic.variables), generator: named("generator", generator.variables) },
    bytes: async () => ({
      ...(await recorder.snapshot()),
      ...prefixed("critic-optimizer", await readNamed(criticOptimizer.state())),
      ...prefixed("generator-optimizer", await readNamed(generatorOptimizer.state())),
    }),
    dispose: () => {
      run.dispose();
      recorder.dispose();
      for (const owned of [criticOptimizer, generatorOptimizer, critic, generator]) owned.dispose();
      critic.model.dispose();
      generator.model.dispose();
    },
  };
}

function named(side: Side, names: object): string[] {
  return Object.keys(names).map((name) => `${side}/${name}`);
}

function prefixed(prefix: string, values: Snapshot): Snapshot {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [`${prefix}/${name}`, value]));
}

/** One update of a network: what came before its optimizer step, and what after it, up to the next optimizer step. */
export interface Turn {
  readonly side: Side;
  readonly events: readonly StepEvent[];
  readonly optimize: Extract<StepEvent, { did: "optimize" }>;
  readonly after: readonly StepEvent[];
  /** The variables just before the next optimizer step, or at the end. */
  readonly next: Snapshot;
}

/** What a recorded run of a case shows. */
export interface StepRecord {
  readonly events: readonly StepEvent[];
  readonly turns: readonly Turn[];
  readonly requests: RecordedRun["requests"];
  readonly trained: RecordedRun["trained"];
  readonly end: Snapshot;
}

/**
 * Runs all steps of a case.
 *
 * @param subject - the step
 * @param given - the case
 * @returns what it did
 */
export async function recordOf(subject: TrainingStep, given: StepCase): Promise<StepRecord> {
  const recorded = startRecorded(subject, given);
  try {
    await recorded.run.run(given.steps);
    const end = await recorded.recorder.snapshot();
    const events = await recorded.recorder.events();
    return { events, turns: turnsOf(events, end), requests: recorded.requests, trained: recorded.trained, end };
  } finally {
    recorded.dispose();
  }
}

function turnsOf(events: readonly StepEvent[], end: Snapshot): Turn[] {
  const at = events.flatMap((event, i) => (event.did === "optimize" ? [i] : []));
  return at.flatMap((place, t) => {
    const [optimize, next] = [events[place], events[at[t + 1] ?? -1]];
    if (optimize?.did !== "optimize") return [];
    return [
      {
        side: optimize.side,
        events: events.slice(t === 0 ? 0 : (at[t - 1] ?? 0) + 1, place),
        optimize,
        after: events.slice(place + 1, at[t + 1]),
        next: next?.did === "optimize" ? next.before : end,
      },
    ];
  });
}

/** How many bytes' worth of numbers differ: NaN is equal to itself, 0 is not -0. */
export function bitsApart(a: Float32Array | undefined, b: Float32Array | undefined): number {
  if (a === undefined || b === undefined || a.length !== b.length) return Math.max(a?.length ?? 1, b?.length ?? 1, 1);
  const [x, y] = [a, b].map((values) => new Uint32Array(Float32Array.from(values).buffer));
  return x === undefined || y === undefined ? 1 : x.filter((bits, i) => bits !== y[i]).length;
}

/** How many numbers differ between two snapshots. */
export function snapshotsApart(a: Snapshot, b: Snapshot): number {
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].reduce((sum, name) => sum + bitsApart(a[name], b[name]), 0);
}
