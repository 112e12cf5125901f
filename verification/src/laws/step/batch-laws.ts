import { defineLaw, type Law } from "../../kit/define-law.ts";
import type { Measurement } from "../../kit/measurement.ts";
import { bitsApart, recordOf, type Turn } from "./recorded-run.ts";
import type { StepEvent } from "./recorder.ts";
import { dataOf, type StepCase, stepCase, stepLabels } from "./step-case.ts";
import type { TrainingStep } from "./subject.ts";

type Applied = Extract<StepEvent, { did: "apply" }>;

const applications = ({ events }: Turn, side: Applied["side"]): Applied[] =>
  events.filter((event): event is Applied => event.did === "apply" && event.side === side);
const isSame = (a: Float32Array | undefined, b: Float32Array | undefined): boolean => bitsApart(a, b) === 0;

/** What the losses are of. */
export const rightBatches: Law<TrainingStep> = defineLaw({
  name: "right-batches",
  statement:
    "The critic's loss is of its scores of the real batch and of what the generator makes in training mode in the same update; the generator's loss is of the critic's scores of what it makes.",
  source: "Miyato et al. (2018), algorithm 1",
  share: 0.4,
  cases: stepCase(),
  labels: stepLabels,
  measure: async (subject: TrainingStep, given: StepCase): Promise<Measurement[]> => {
    const { turns } = await recordOf(subject, given);
    const data = dataOf(given);
    let critics = 0;
    return turns.map((turn, t) => {
      const step = turn.side === "critic" ? critics++ : -1;
      const real = step < 0 ? undefined : data.batch({ batchSize: given.batchSize, step, seed: given.seed }).values;
      return {
        observed: areRight(turn, real) ? 0 : 1,
        allowed: 0,
        what: `turn ${t}: the ${turn.side}'s loss is of the right scores`,
      };
    });
  },
});

/** Whether the last loss of a turn is of the scores that it should be. */
function areRight(turn: Turn, real: Float32Array | undefined): boolean {
  const loss = turn.events.findLast((event) => event.did === "loss");
  const made = applications(turn, "generator").filter(({ training }) => training);
  const scored = applications(turn, "critic").filter(({ training }) => training);
  if (loss?.did !== "loss" || loss.side !== turn.side) return false;
  const isOfMade = (scores: Float32Array | undefined): boolean =>
    scored.some(({ input, output }) => isSame(output, scores) && made.some((fake) => isSame(fake.output, input)));
  const isOfReal = (scores: Float32Array | undefined): boolean =>
    scored.some(({ input, output }) => isSame(output, scores) && isSame(input, real));
  const [first, second] = loss.scores;
  return turn.side === "critic" ? isOfReal(first) && isOfMade(second) : isOfMade(first);
}

/** Noise is fresh. */
export const freshNoise: Law<TrainingStep> = defineLaw({
  name: "fresh-noise",
  statement: "Every update draws latent vectors of its own.",
  source: "Goodfellow et al. (2014), algorithm 1: sample a minibatch of noise, in both loops",
  share: 0.4,
  cases: stepCase(),
  labels: stepLabels,
  measure: async (subject: TrainingStep, given: StepCase): Promise<Measurement[]> => {
    const { turns } = await recordOf(subject, given);
    const latents = turns.map((turn) => applications(turn, "generator").at(-1)?.input);
    const stale = latents.filter((latent, t) => latents.slice(0, t).some((earlier) => isSame(earlier, latent)));
    const missing = latents.filter((latent) => latent?.length !== given.batchSize * given.latentSize);
    return [
      { observed: missing.length, allowed: 0, what: "updates without a batch of latent vectors" },
      { observed: stale.length, allowed: 0, what: "updates with the latent vectors of an earlier one" },
    ];
  },
});
