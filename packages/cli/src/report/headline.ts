import { lowerText, upperText } from "../certification/outward-text.ts";
import { flatEntries, formatDuration, formatFigures, formatNumber } from "./format.ts";
import { type Html, html } from "./html.ts";
import type { RunRecord } from "./read-run.ts";
import { scoreNameOf } from "./score-families.ts";
import { finitePoints } from "./series.ts";

const ends: Readonly<Record<string, string>> = {
  running: "was still training when this report was written",
  steps: "finished",
  "max-minutes": "stopped at its time limit",
  interrupted: "was interrupted and can be resumed",
  "not-finite": "stopped because a number was no longer finite",
};

/**
 * The top of the report: what was trained, on what, for how long, and the figures to know first.
 *
 * @param run - the run
 * @returns title, sentence and tiles
 */
export function headline(run: RunRecord): Html {
  const sentence = [progress(run), backend(run)].filter((part) => part !== "").join(" ");
  return html`<header>
    <p class="kicker">lipschitz-gan · ${run.name}</p>
    <h1>${titleOf(run)}</h1>
    <p class="lead">${sentence}</p>
    <dl class="tiles">
      ${tiles(run).map(
        ([name, value, note]) =>
          html`<div>
            <dt>${name}</dt>
            <dd>${value}</dd>
            <dd class="note">${note}</dd>
          </div>`,
      )}
    </dl>
  </header>`;
}

/**
 * What was trained, in one line.
 *
 * @param run - the run
 * @returns such as "GAN on mnist, critic under spectral-norm"
 */
export function titleOf({ config }: RunRecord): string {
  const told = new Map(flatEntries(config));
  const constraint = told.get("constraint") ?? "";
  const data = told.has("dataset") ? ` on ${told.get("dataset")}` : "";
  if (constraint === "") return `GAN${data}`;
  return `GAN${data}, critic ${constraint === "none" ? "unconstrained" : `under ${constraint}`}`;
}

function progress({ config, environment, metrics }: RunRecord): string {
  if (metrics.lines === 0) return "No step has been recorded yet.";
  const steps = lastStep(metrics);
  const goal = typeof config["steps"] === "number" ? ` of ${config["steps"]}` : "";
  const end = environment["end"];
  const how = typeof end === "string" ? ` The run ${ends[end] ?? `ended with “${end}”`}.` : "";
  return `${steps}${goal} steps in ${formatDuration(trainingSeconds({ environment, metrics }))} of training.${how}`;
}

function backend({ environment }: RunRecord): string {
  const told = new Map(flatEntries(environment));
  const name = told.get("backend.name") ?? told.get("backend");
  if (name === undefined) return "";
  const threads = told.get("backend.threads");
  const count =
    threads === undefined || threads === "0" ? "" : ` with ${threads} ${threads === "1" ? "thread" : "threads"}`;
  const cpu = told.get("machine.cpu");
  return `Backend ${name}${count}${cpu === undefined ? "" : ` on ${cpu}`}.`;
}

function tiles(run: RunRecord): [name: string, value: string, note: string][] {
  const { metrics } = run;
  if (metrics.lines === 0) return [];
  const rows: [string, string, string][] = [
    ["steps", String(lastStep(metrics)), ""],
    ["training time", formatDuration(trainingSeconds(run)), ""],
  ];
  const stepMs = finitePoints(metrics.scalars.get("stepMs")?.points ?? []).map(({ value }) => value);
  if (stepMs.length > 0) rows.push(["a step", `${formatNumber(median(stepMs))} ms`, "median"]);
  for (const [key, name] of [
    ["criticLoss", "critic loss"],
    ["generatorLoss", "generator loss"],
  ] as const) {
    const last = metrics.scalars.get(key)?.points.at(-1);
    if (last !== undefined) rows.push([name, formatNumber(last.value), "at the last step"]);
  }
  const sigmas = metrics.sigma.flatMap(({ points }) => points.slice(-1).map(({ value }) => value));
  if (sigmas.length > 0) rows.push(["largest σ", formatFigures(Math.max(...sigmas)), "last estimate, from below"]);
  if (run.proof?.isCurrent === true) {
    const { lower, upper } = run.proof.certificate;
    rows.push(["Lipschitz bound", `≤ ${upperText(upper, 4)}`, `proven; at least ${lowerText(lower, 4)}`]);
  }
  rows.push(...distanceTile(run));
  const modes = metrics.modes.at(-1);
  if (modes !== undefined) rows.push(["modes covered", `${modes.covered} of ${modes.of}`, `at step ${modes.step}`]);
  return rows;
}

/** The Fréchet distance of the evaluation, or else the last of training, with how many samples it is of. */
function distanceTile({ evaluation, metrics }: RunRecord): [name: string, value: string, note: string][] {
  const curve = metrics.scores.findLast(isDistance);
  const score =
    evaluation?.scores.find(isDistance) ?? (curve && { ...curve, value: curve.points.at(-1)?.value ?? Number.NaN });
  if (score === undefined) return [];
  const { nFake, nReal } = score.protocol;
  return [[score.name, formatFigures(score.value), `${nFake} samples against ${nReal} real`]];
}

function isDistance({ name }: { readonly name: string }): boolean {
  return scoreNameOf(name)?.metric === "FID";
}

function trainingSeconds({ environment, metrics }: Pick<RunRecord, "environment" | "metrics">): number {
  const told = environment["trainingSeconds"];
  if (typeof told === "number" && told >= 0) return told;
  const measured = finitePoints(metrics.scalars.get("stepMs")?.points ?? []);
  return measured.reduce((sum, { value }) => sum + value, 0) / 1000;
}

function lastStep({ scalars, sigma }: RunRecord["metrics"]): number {
  const last = [...scalars.values(), ...sigma].map(({ points }) => points.at(-1)?.step ?? 0);
  return Math.max(0, ...last);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? Number.NaN) + (sorted[Math.ceil(middle)] ?? Number.NaN)) / 2;
}
