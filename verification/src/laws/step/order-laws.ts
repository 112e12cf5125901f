import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { LIMIT } from "./probe-constraint.ts";
import { bitsApart, recordOf, type Turn } from "./recorded-run.ts";
import type { Side, StepEvent } from "./recorder.ts";
import { LEARNING_RATE, type StepCase, stepCase, stepLabels } from "./step-case.ts";
import type { TrainingStep } from "./subject.ts";

const cases = stepCase();
const labels = stepLabels;

/** Measurements of a count that must be what it should. */
const counted = (found: number, expected: number, what: string): Measurement => ({
  observed: Math.abs(found - expected),
  allowed: 0,
  what,
});
const isOf =
  <Did extends StepEvent["did"]>(side: Side, did: Did) =>
  (event: StepEvent): event is Extract<StepEvent, { did: Did }> =>
    event.side === side && event.did === did;

/** How often and in which order the networks take their turns. */
export const cadence: Law<TrainingStep> = defineLaw({
  name: "cadence",
  statement:
    "A step is nCritic optimizer steps of the critic, one with a fresh real batch each, then one of the generator; penalties take no step of their own.",
  source:
    "Gulrajani et al. (2017), algorithm 1; TorchGAN: every loss does its own backward pass and step and counts as an iteration",
  share: 0.4,
  cases,
  labels,
  measure: async (subject: TrainingStep, given: StepCase): Promise<Measurement[]> => {
    const { turns, requests } = await recordOf(subject, given);
    const { nCritic, steps, batchSize, seed } = given;
    const round = [...Array.from({ length: nCritic }, () => "critic"), "generator"];
    const expected = Array.from({ length: steps }, () => round).flat();
    const wrong = expected.filter((side, i) => turns[i]?.side !== side).length;
    const asked = requests.filter((request, i) => request.step !== i || request.batchSize !== batchSize || request.seed !== seed); // prettier-ignore
    return [
      counted(turns.length, expected.length, "optimizer steps"),
      counted(wrong, 0, "optimizer steps out of turn"),
      counted(requests.length, nCritic * steps, "real batches asked for"),
      counted(asked.length, 0, "real batches of a wrong number, size or seed"),
    ];
  },
});

/** When state moves. */
export const stateMovesOnce: Law<TrainingStep> = defineLaw({
  name: "state-moves-once",
  statement:
    "A critic update moves the constraint's state once, before any forward pass of the critic; a generator update never does.",
  source: "Miyato et al. (2018), algorithm 1; TF-Addons #2411 moves it once for each forward pass",
  share: 0.4,
  cases,
  labels,
  measure: async (subject: TrainingStep, given: StepCase): Promise<Measurement[]> => {
    const { turns } = await recordOf(subject, given);
    return turns.flatMap(({ side, events }, t) => {
      const updates = events.flatMap((event, i) => (isOf("critic", "update")(event) ? [i] : []));
      const firstPass = events.findIndex(isOf("critic", "apply"));
      const [first = Infinity] = updates;
      const isLate = side === "critic" && first > firstPass;
      return [
        counted(updates.length, side === "critic" ? 1 : 0, `updates of the critic's state in turn ${t}, the ${side}'s`),
        counted(isLate ? 1 : 0, 0, `forward passes of turn ${t} before the state has moved`),
      ];
    });
  },
});

/** One W̄ for real, fake and penalty. */
export const sameWeights: Law<TrainingStep> = defineLaw({
  name: "same-weights",
  statement: "Within one update the real batch, the fake batch and the penalty meet the same W̄, bit by bit.",
  source: "TF-Addons #2411: real and fake pass see different weights",
  share: 0.4,
  cases,
  labels,
  measure: async (subject: TrainingStep, given: StepCase): Promise<Measurement[]> => {
    const { turns } = await recordOf(subject, given);
    return turns.flatMap(({ side, events }, t) => {
      const seen = events.flatMap((event) =>
        isOf("critic", "apply")(event) || isOf("critic", "penalty")(event) ? [event.weights] : [],
      );
      const [first = []] = seen;
      const apart = seen.flatMap((weights) => first.map((values, i) => bitsApart(values, weights[i])));
      const penalties = events.filter(isOf("critic", "penalty")).length;
      return [
        counted(
          apart.reduce((sum, n) => sum + n, 0),
          0,
          `entries of W̄ that differ within turn ${t}, the ${side}'s`,
        ),
        counted(penalties, side === "critic" ? 1 : 0, `penalties in turn ${t}, the ${side}'s`),
      ];
    });
  },
});

/** When and what is projected. */
export const projectsAfter: Law<TrainingStep> = defineLaw({
  name: "projects-after",
  statement:
    "After each optimizer step of the critic, before anything else reads it, its constrained weights are projected, and its biases are not.",
  source: "Arjovsky et al. (2017), algorithm 1, line 7; TorchGAN clips before the step, StudioGAN clips biases",
  share: 0.4,
  cases,
  labels,
  measure: async (subject: TrainingStep, given: StepCase): Promise<Measurement[]> => {
    const { turns } = await recordOf(subject, given);
    return turns.flatMap((turn, t) => {
      const first = turn.after.find((event) => event.side === "critic");
      const isLate = turn.side === "critic" && first?.did !== "project";
      const clipped = [
        counted(isLate ? 1 : 0, 0, `turn ${t}: the critic is projected before it is read`),
        counted(beyondLimit(given, turn.next), 0, `entries beyond the limit after turn ${t}`),
      ];
      return turn.side === "critic" ? clipped.concat(biasMoves(turn, given)) : clipped;
    });
  },
});

/** The kernels that the probe constrains. */
function constrainedKernels({ critic }: StepCase): string[] {
  return critic === "hidden" ? ["critic/first/kernel", "critic/score/kernel"] : ["critic/score/kernel"];
}

function beyondLimit(given: StepCase, snapshot: Turn["next"]): number {
  return constrainedKernels(given).reduce(
    (sum, name) => sum + (snapshot[name] ?? [Number.NaN]).filter((x) => !(Math.abs(x) <= LIMIT)).length,
    0,
  );
}

/** With plain descent a bias is where its gradient has put it, beyond the limit or not. */
function biasMoves({ optimize, next }: Turn, { optimizer }: StepCase): Measurement[] {
  if (optimizer !== "sgd") return [];
  const [before, after] = [optimize.before["critic/score/bias"]?.[0], next["critic/score/bias"]?.[0]];
  const moved = LEARNING_RATE * (optimize.gradients["score/bias"]?.[0] ?? Number.NaN);
  const expected = (before ?? Number.NaN) - moved;
  // The rate is a power of two: one subtraction rounds.
  const allowed = 2 ** -24 * Math.abs(expected);
  return [{ observed: Math.abs((after ?? Number.NaN) - expected), allowed, what: "the bias after its step" }];
}

/** Nothing else moves. */
export const onlyItsOwn: Law<TrainingStep> = defineLaw({
  name: "only-its-own",
  statement:
    "An update moves the variables of its own network, the state of the constraint that is due, batch norm's running statistics, and nothing else: no other network, no frozen weight.",
  source: "Goodfellow et al. (2014), algorithm 1; Keras-GAN #22, #73, #182: which of the two is trained",
  share: 0.4,
  cases,
  labels,
  measure: async (subject: TrainingStep, given: StepCase): Promise<Measurement[]> => {
    const { turns, trained } = await recordOf(subject, given);
    const first = turns[0]?.optimize.before ?? {};
    const last = turns.at(-1)?.next ?? {};
    const frozen = given.critic === "frozen" ? ["critic/first/kernel", "critic/first/bias"] : [];
    return [
      ...turns.map(({ side, optimize, next }, t) => {
        const isNextCritic = turns[t + 1]?.side === "critic";
        const mayMove = (name: string): boolean =>
          trained[side].includes(name) ||
          name.startsWith("generator/norm/moving_") ||
          (isNextCritic && name.startsWith("critic/constraint:"));
        const moved = Object.keys(next).filter((name) => !mayMove(name) && bitsApart(optimize.before[name], next[name]) > 0); // prettier-ignore
        return counted(moved.length, 0, `turn ${t}, the ${side}'s, moved ${moved.join(", ")}`);
      }),
      ...frozen.map((name) => counted(bitsApart(first[name], last[name]), 0, `entries of frozen ${name} that moved`)),
    ];
  },
});
