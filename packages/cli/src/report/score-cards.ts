import type { Curve, Rule } from "./curve-marks.ts";
import { type Html, html } from "./html.ts";
import { isWide } from "./is-wide.ts";
import { lineChart } from "./line-chart.ts";
import { protocolText } from "./protocol-text.ts";
import type { ScoreCurve } from "./read-scores.ts";
import { type ScoreFamily, scoreFamilies, scoreNameOf } from "./score-families.ts";
import { nClassesOf } from "./n-classes-of.ts";
import { scoreNotes } from "./score-notes.ts";
import { type ScoreOverTime, scoreOverTime } from "./score-over-time.ts";
import type { ShownScore } from "./score-schema.ts";
import { finitePoints } from "./series.ts";

/** The most extractors that are charted; the others are in the table only. */
const mostExtractors = 4;
/** The most earlier protocols of a score whose values are drawn. */
const mostEarlier = 8;

/**
 * Scores over the steps: a card for every family of metrics and every extractor, with the protocol, and with the line
 * of real samples where that was measured in the same way.
 *
 * @param curves - the curves, several of one name where its protocol changed
 * @param evaluated - the scores of the evaluation, of which the lines of real samples are taken
 * @returns the cards; none where nothing was measured over the steps
 */
export function scoreCards(curves: readonly ScoreCurve[], evaluated: readonly ShownScore[]): Html[] {
  const extractors = new Set(curves.flatMap(({ name }) => scoreNameOf(name)?.extractor ?? []));
  return [...extractors].slice(0, mostExtractors).flatMap((extractor) =>
    scoreFamilies.flatMap((family) => {
      const scores = family.metrics.flatMap((metric) => scoreOverTime(metric, extractor, curves, evaluated) ?? []);
      return scores.length === 0 ? [] : [card(family, scores)];
    }),
  );
}

function card(family: ScoreFamily, scores: readonly ScoreOverTime[]): Html {
  const names = scores.map(({ name }) => name).join(" and ");
  const curves = scores.flatMap(curvesOf);
  const log = family.range === undefined && isWide(curves);
  const floors = scores.flatMap((score, style) => floorRule(score, scores.length === 1 ? undefined : style));
  const rules = floors.length > 0 ? floors : scores.flatMap(limitRule);
  const options = {
    title: `${names} over the steps`,
    log,
    rules: log ? rules.filter(({ value }) => value > 0) : rules,
    ...(family.range && { range: [family.range[0], family.range[1] * 1.02] as const }), // so that a line at the top is whole
  };
  const protocols = new Set(scores.map(({ current }) => protocolText(current.protocol)));
  return html`<div class="card">
    <h3>${names}</h3>
    ${curves.some(({ points }) => points.length > 0) ? [lineChart(curves, options)] : []}
    <p class="note">${family.reading} ${scoreNotes(scores).join(" ")}</p>
    ${[...protocols].map((protocol) => html`<p class="note">${protocol}</p>`)}
  </div>`;
}

/** The values of earlier protocols pale, so that no one joins or compares them. */
function curvesOf({ metric: name, current, earlier }: ScoreOverTime, style: number): Curve[] {
  return [
    ...earlier.slice(-mostEarlier).map(({ points }) => ({ name, style, points: finitePoints(points), faint: true })),
    { name, style, points: finitePoints(current.points) },
  ];
}

/** The line that an Inception Score cannot pass. */
function limitRule({ metric, current }: ScoreOverTime): Rule[] {
  const limit = metric === "IS" ? nClassesOf(current.protocol.extractor) : undefined;
  return limit === undefined ? [] : [{ value: limit, label: `${limit} classes`, labelAt: "right" }];
}

/** The line of real samples, in the colour of its curve where there are several. */
function floorRule({ floor }: ScoreOverTime, style: number | undefined): Rule[] {
  if (floor === undefined || floor.differences.length > 0 || !Number.isFinite(floor.score.value)) return [];
  const { value } = floor.score;
  return [{ value, label: "real", labelAt: "right", ...(style !== undefined && { style }) }];
}
