import { formatSpread } from "./format.ts";
import { differencesText, protocolDifferences } from "./protocol-differences.ts";
import type { ScoreOverTime } from "./score-over-time.ts";
import { finitePoints } from "./series.ts";

/**
 * What is said of scores below their chart: the last values, what the band is, what real samples get, and what is drawn
 * pale or not at all.
 *
 * @param scores - the scores of a chart
 * @returns sentences
 */
export function scoreNotes(scores: readonly ScoreOverTime[]): string[] {
  const hasBand = scores.some(({ current }) => current.points.some(({ std }) => std !== undefined));
  return [
    ...scores.flatMap(lastNote),
    ...(hasBand ? ["Band: ± one standard deviation over splits or subsets, not over runs."] : []),
    ...floorNotes(scores),
    ...earlierNotes(scores),
    ...lostNotes(scores),
  ];
}

function lastNote({ metric, current: { points } }: ScoreOverTime): string[] {
  const last = points.at(-1);
  return last === undefined ? [] : [`Last ${metric}: ${formatSpread(last.value, last.std)}, at step ${last.step}.`];
}

/** What real samples get: one sentence for those that are drawn, one for those of each other protocol. */
function floorNotes(scores: readonly ScoreOverTime[]): string[] {
  const groups = new Map<string, string[]>();
  for (const { metric, floor } of scores) {
    if (floor === undefined) continue;
    const otherwise = floor.differences.length === 0 ? "" : differencesText(floor.differences);
    const told = `${metric} ${formatSpread(floor.score.value, floor.score.std)}`;
    groups.set(otherwise, [...(groups.get(otherwise) ?? []), told]);
  }
  return [...groups].map(([otherwise, told]) =>
    otherwise === ""
      ? `Dotted: other real samples in place of the generated ones, ${told.join(", ")}.`
      : `Real samples get ${told.join(", ")} under another protocol (${otherwise}): not comparable, not drawn.`,
  );
}

function earlierNotes(scores: readonly ScoreOverTime[]): string[] {
  const changed = scores.find(({ earlier }) => earlier.length > 0);
  const [before, since] = [changed?.earlier.at(-1), changed?.current];
  if (before === undefined || since === undefined) return [];
  const from = since.points[0]?.step ?? 0;
  return [
    `Pale: values before step ${from} were measured otherwise (${differencesText(protocolDifferences(before.protocol, since.protocol))}) and cannot be compared.`,
  ];
}

function lostNotes(scores: readonly ScoreOverTime[]): string[] {
  const lost = scores.reduce((sum, { current: { points } }) => sum + points.length - finitePoints(points).length, 0);
  return lost === 0 ? [] : [`${lost} ${lost === 1 ? "value was" : "values were"} not finite and cannot be shown.`];
}
