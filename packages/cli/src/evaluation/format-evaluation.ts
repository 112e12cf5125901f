import { describeScore, type KernelSpectrum, type Score } from "@lipschitz-gan/metrics";
import { oneLine } from "../internal/one-line.ts";
import { textTable } from "../internal/text-table.ts";
import type { EvaluatedScore, Evaluation } from "./evaluation-file.ts";

/**
 * An evaluation for people: a table of scores, how they were measured, a table of spectra.
 *
 * @param evaluation - the evaluation
 * @returns lines of text
 */
export function formatEvaluation({ run, step, scores: raw, spectra }: Evaluation): readonly string[] {
  const scores = raw.map(printable);
  return [
    `run      ${oneLine(run)}${step === undefined ? "" : `, step ${step}`}`,
    "",
    ...textTable([["score", "value", "floor"], ...scores.map(scoreRow)]),
    "",
    ...protocolLines(scores),
    ...(spectra.length === 0 ? [] : ["", ...spectraTable(spectra)]),
    ...(scores.some(({ floor }) => floor !== undefined)
      ? [
          "",
          "floor    the same metric of real samples in place of the generated ones: what a perfect generator would get",
        ]
      : []),
  ];
}

/** An extractor of the user's may have any name. */
function printable({ name, protocol, ...rest }: EvaluatedScore): EvaluatedScore {
  const { extractor } = protocol;
  return {
    ...rest,
    name: oneLine(name),
    protocol: {
      ...protocol,
      resize: oneLine(protocol.resize),
      extractor: { ...extractor, name: oneLine(extractor.name) },
    },
  };
}

function scoreRow(score: EvaluatedScore): readonly string[] {
  const { floor, protocol } = score;
  if (floor === undefined) return [score.name, valueText(score), ""];
  const fewer = floor.protocol.nFake === protocol.nFake ? "" : ` (of ${floor.protocol.nFake} samples)`;
  return [score.name, valueText(score), `${valueText(floor)}${fewer}`];
}

/** The first line of a score's description is name and value, the rest is its protocol. */
function valueText(score: Score): string {
  return (describeScore(score).split("\n")[0] ?? "").slice(score.name.length + 1);
}

/** Scores that were measured alike are told together. */
function protocolLines(scores: readonly Score[]): readonly string[] {
  const names = new Map<string, string[]>();
  for (const score of scores) {
    const protocol = describeScore(score).split("\n").slice(1).join("\n");
    names.set(protocol, [...(names.get(protocol) ?? []), score.name]);
  }
  return [...names].flatMap(([protocol, alike]) => [alike.join(", "), protocol]).flatMap((text) => text.split("\n"));
}

function spectraTable(spectra: readonly KernelSpectrum[]): readonly string[] {
  const rows = spectra.map(({ layer, rows: height, columns, singularValues, effectiveRank }) => [
    oneLine(layer),
    `${height} x ${columns}`,
    (singularValues[0] ?? Number.NaN).toPrecision(4),
    `${effectiveRank.toPrecision(4)} of ${Math.min(height, columns)}`,
  ]);
  return textTable([["critic's layer", "kernel", "sigma max", "effective rank"], ...rows], new Set([2]));
}
