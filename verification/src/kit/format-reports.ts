import type { LawReport } from "./law-report.ts";
import { wrapped } from "./wrapped.ts";

/** Options of {@link formatReports}. */
export interface FormatReportsOptions {
  /** Width of the terminal in characters; 100 unless given, and 60 where it is less. */
  readonly columns?: number;
  /** The seed of the run, for the line that tells how to meet a case again; the counterexample's own unless given. */
  readonly seed?: number;
  /** The runs a law of the run, for the same line; left out of it unless given. */
  readonly runs?: number;
}

const NARROWEST = 60;

/**
 * Reports as a table for a terminal, one block a subject: a line for each law with the number of cases, what was missed
 * at worst, what may be missed, and the ratio of the two. A broken law is followed by its statement, what was found in
 * which case, and the flags that meet it again.
 *
 * @param reports - of any tables and subjects; those of a subject stand together
 * @param options - width, seed and runs
 * @returns lines without colour, the last one without a line break
 *
 * @example
 * ```ts
 * import { formatReports } from "@lipschitz-gan/verification";
 *
 * const law = { law: "rounding/near", statement: "Near.", runs: 30, worst: 0.4, allowed: 0.5, ratio: 0.8, holds: true };
 * formatReports([{ ...law, subject: "round", statistics: {}, skipped: 0, seconds: 0 }]).split("\n")[1]; // => "  ✓ rounding/near    30     0.4      0.5   0.80"
 * ```
 */
export function formatReports(
  reports: readonly LawReport[],
  { columns = 100, seed, runs }: FormatReportsOptions = {},
): string {
  const width = Math.max(NARROWEST, columns);
  const longest = Math.max(0, ...reports.flatMap(({ law, subject }) => [law.length + 4, subject.length]));
  const replayOf = (report: LawReport): string =>
    [
      `--seed ${seed ?? report.counterexample?.seed}`,
      ...(runs === undefined ? [] : [`--runs ${runs}`]),
      `--law ${report.law}`,
    ].join(" ");
  const blocks = bySubject(reports).map(([subject, ofSubject]) => {
    const head = `${subject.padEnd(longest)}${row("runs", "worst", "allowed", "ratio")}`;
    return [head]
      .concat(
        ofSubject.flatMap((report) => [lineOf(report, longest)].concat(detailsOf(report, width, replayOf(report)))),
      )
      .join("\n");
  });
  return blocks.join("\n\n");
}

function bySubject(reports: readonly LawReport[]): readonly (readonly [string, readonly LawReport[]])[] {
  const subjects = [...new Set(reports.map(({ subject }) => subject))];
  return subjects.map((subject) => [subject, reports.filter((report) => report.subject === subject)]);
}

function row(runs: string, worst: string, allowed: string, ratio: string): string {
  return `${runs.padStart(6)}${worst.padStart(8)}${allowed.padStart(9)}${ratio.padStart(7)}`;
}

function lineOf({ law, holds, runs, worst, allowed, ratio }: LawReport, width: number): string {
  const isExact = allowed === 0;
  const cells = row(String(runs), short(worst), isExact ? "exact" : short(allowed), isExact ? "" : shortRatio(ratio));
  return `  ${holds ? "✓" : "✗"} ${law.padEnd(width - 4)}${cells}`.trimEnd();
}

/** Two digits, in few characters. */
function short(x: number): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "NaN" : "∞";
  if (x === 0) return "0";
  const size = Math.abs(x);
  return size >= 1e-3 && size < 1e4 ? String(Number(x.toPrecision(2))) : x.toExponential(1).replace("e+", "e");
}

function shortRatio(ratio: number): string {
  return ratio < 10 ? ratio.toFixed(2) : short(ratio);
}

const LABEL = 10;

/** What a reader of a broken law needs, indented, each part with its label. */
function detailsOf({ statement, counterexample }: LawReport, width: number, replay: string): readonly string[] {
  if (counterexample === undefined) return [];
  const { shown, failure } = counterexample;
  return [
    "",
    ...labelled("law", statement, width),
    ...labelled("found", failure, width),
    ...labelled("case", shown, width),
    ...labelled("replay", replay, width),
    "",
  ];
}

function labelled(label: string, text: string, width: number): readonly string[] {
  const lines = text.split("\n").flatMap((line) => wrapped(line, width - LABEL - 6));
  return lines.map((line, i) => `      ${(i === 0 ? label : "").padEnd(LABEL)}${line}`.trimEnd());
}
