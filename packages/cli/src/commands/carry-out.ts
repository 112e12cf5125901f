import { rm } from "node:fs/promises";
import { lowerText, upperText } from "../certification/outward-text.ts";
import { FailedError } from "../internal/cli-error.ts";
import { messageOf } from "../internal/message-of.ts";
import type { RunConfig } from "../config/run-config.ts";
import { duration } from "../progress/duration.ts";
import type { Output } from "../internal/output.ts";
import { makeRunFolder } from "../run-directory/choose-folder.ts";
import { truncateMetrics } from "../run-directory/metrics-log.ts";
import { removeLeftovers } from "../run-directory/remove-leftovers.ts";
import { runPaths } from "../run-directory/run-paths.ts";
import { otherBackend } from "./other-backend.ts";
import { type Prepared, prepareTraining } from "./prepare-training.ts";
import { runWriter } from "./run-writer.ts";
import { trainLoop, type TrainResult } from "./train-loop.ts";
import type { TrainPlan } from "./train-plan.ts";

/**
 * Carries a plan out.
 *
 * @param plan - what to train, and where
 * @param output - where results and progress go
 * @param options - whether to print the result as JSON
 * @returns the exit code
 * @throws DatasetError, BackendError, CheckpointError or UsageError before anything is written; FailedError if the
 * training stops being finite
 */
export async function carryOut(
  plan: TrainPlan,
  output: Output,
  { json = false }: { json?: boolean } = {},
): Promise<number> {
  const decisions: [about: string, line: string][] = [];
  const prepared = await prepareTraining(plan, (line, about) => decisions.push([about, line]));
  try {
    await makeRunFolder(plan.folder, { isNew: plan.resumed === undefined });
    if (plan.resumed !== undefined) await goBackTo(plan.folder, plan.resumed.checkpoint.step);
    const writer = runWriter(plan, prepared, output.log);
    await writer.config();
    for (const line of [...introduction(plan, prepared), ...missed(prepared, decisions)]) output.log(line);
    const result = await trainLoop(plan, prepared, writer, output).catch((error: unknown) => {
      const end = { run: plan.folder, step: prepared.trainer.step, end: "not-finite", error: messageOf(error) };
      if (json && error instanceof FailedError) output.result(JSON.stringify(end));
      throw error;
    });
    for (const line of conclusion(plan, prepared, result)) output.log(line);
    if (json) output.result(JSON.stringify(summary(plan, prepared, result)));
    return result.exitCode;
  } finally {
    await prepared.close();
  }
}

/** Makes the directory as it was when the checkpoint was written. */
async function goBackTo(folder: string, step: number): Promise<void> {
  const { metrics, certificate, wasserstein1, evaluation } = runPaths(folder);
  await removeLeftovers(folder, step);
  await truncateMetrics(metrics, step);
  // They speak of models that are about to change.
  await Promise.all([certificate, wasserstein1, evaluation].map((path) => rm(path, { force: true })));
}

function many(count: number): string {
  return count.toLocaleString("en-US");
}

function introduction({ config, folder, resumed }: TrainPlan, prepared: Prepared): readonly string[] {
  const { data, backend, generator, critic } = prepared;
  const moved = resumed && otherBackend(resumed.earlier.backend, backend);
  const samples = Number.isFinite(data.size) ? `${many(data.size)} samples` : "endless samples";
  return [
    `data     ${config.dataset}: ${samples} of ${data.sampleShape.join(" x ")}, ${data.source}`,
    `models   ${config.model}, width ${config.width}: generator ${many(generator.countParams())} weights, critic ${many(critic.model.countParams())}`,
    `critic   ${critic.constraint.name}, loss ${config.loss}. ${critic.constraint.guarantee.statement}`,
    `backend  ${backend.reason}`,
    ...(moved === undefined ? [] : [`moved    ${moved}`]),
    `steps    ${many(config.steps)} of batch ${config.batchSize}, at most ${duration(config.maxMinutes * 60)}, seed ${config.seed}`,
    `run      ${folder}${resumed === undefined ? "" : `, going on from step ${resumed.checkpoint.step}`}`,
  ];
}

/** Why oneDNN, which is free for all, does not run where WASM does: the reason of the choice only says that it does not. */
function missed(
  { backend }: Prepared,
  decisions: readonly (readonly [about: string, line: string])[],
): readonly string[] {
  return decisions.filter(([about]) => about === "native" && backend.name !== "native").map(([, line]) => line);
}

const reasons: Readonly<Record<TrainResult["end"], (config: RunConfig) => string>> = {
  steps: () => "done",
  "max-minutes": ({ maxMinutes }) => `stopped by --max-minutes ${maxMinutes}`,
  interrupted: () => "interrupted",
  running: () => "still running",
  "not-finite": () => "no longer finite",
};

function conclusion({ config, folder }: TrainPlan, { trainer }: Prepared, result: TrainResult): readonly string[] {
  const { report } = runPaths(folder);
  const told = `${reasons[result.end](config)} at step ${trainer.step} after ${duration(result.trainingSeconds)} of training`;
  const goOn: Partial<Record<TrainResult["end"], string>> = {
    "max-minutes": `go on   lipschitz-gan train --resume ${folder} --max-minutes ${config.maxMinutes * 2}`,
    interrupted: `go on   lipschitz-gan train --resume ${folder}`,
  };
  return [told, ...[goOn[result.end] ?? []].flat(), ...proof(result), ...scores(result), `report  ${report}`];
}

function proof({ proven }: TrainResult): readonly string[] {
  if (proven === undefined) return [];
  const { lower, upper } = proven.certificate;
  return [`critic  ${lowerText(lower)} <= Lipschitz constant <= ${upperText(upper)}, see lipschitz-gan check`];
}

function scores({ evaluated }: TrainResult): readonly string[] {
  if (evaluated === undefined) return [];
  const told = evaluated.scores.map(({ name, value, floor }) => {
    const real = floor === undefined ? "" : ` (real ${short(floor.value)})`;
    return `${name} ${short(value)}${real}`;
  });
  return [`scores  ${told.join(", ")}, at step ${evaluated.step}`];
}

/** Four significant digits. */
function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

function summary({ folder }: TrainPlan, { trainer }: Prepared, result: TrainResult): Record<string, unknown> {
  const { end, trainingSeconds, last } = result;
  return { run: folder, step: trainer.step, end, trainingSeconds, report: runPaths(folder).report, ...last };
}
