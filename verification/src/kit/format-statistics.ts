import type { LawReport } from "./law-report.ts";
import { wrapped } from "./wrapped.ts";

/** Options of {@link formatStatistics}. */
export interface FormatStatisticsOptions {
  /** Width of the terminal in characters; 100 unless given, and 60 where it is less. */
  readonly columns?: number;
}

const NARROWEST = 60;

/**
 * For each law the classes of its cases and their shares, so that a law that has met no case of interest shows.
 *
 * Classes that are named `"key: value"` stand together by their key.
 *
 * @param reports - of any tables and subjects; those of a subject stand together
 * @param options - width
 * @returns lines without colour, the last one without a line break
 *
 * @example
 * ```ts
 * import { formatStatistics } from "@lipschitz-gan/verification";
 *
 * const law = { law: "rounding/near", statement: "Near.", runs: 20, worst: 0.4, allowed: 0.5, ratio: 0.8, holds: true };
 * const statistics = { "size: small": 15, "size: large": 5 };
 * formatStatistics([{ ...law, subject: "round", statistics, skipped: 0, seconds: 0 }]).split("\n")[2]; // => "      size: small 75 %, large 25 %"
 * ```
 */
export function formatStatistics(
  reports: readonly LawReport[],
  { columns = 100 }: FormatStatisticsOptions = {},
): string {
  const width = Math.max(NARROWEST, columns);
  const subjects = [...new Set(reports.map(({ subject }) => subject))];
  const blocks = subjects.map((subject) =>
    [subject]
      .concat(reports.filter((report) => report.subject === subject).flatMap((report) => linesOf(report, width)))
      .join("\n"),
  );
  return blocks.join("\n\n");
}

function linesOf({ law, runs, skipped, statistics }: LawReport, width: number): readonly string[] {
  const left = skipped === 0 ? "" : `, and ${skipped} left out`;
  const total = Math.max(runs, ...Object.values(statistics));
  const classes = byKey(statistics).map(([key, values]) => {
    const shares = values.map(([value, count]) => `${value} ${percent(count / total)}`.trim()).join(", ");
    return key === "" ? shares : `${key}: ${shares}`;
  });
  const lines = classes.flatMap((text) => wrapped(`      ${text}`, width));
  return [`  ${law}, ${runs} ${runs === 1 ? "case" : "cases"}${left}`, ...lines];
}

/** Counts of classes by what stands before the colon; those without one under the empty key. */
function byKey(
  statistics: LawReport["statistics"],
): readonly (readonly [string, readonly (readonly [string, number])[]])[] {
  const groups = new Map<string, (readonly [string, number])[]>();
  for (const [name, count] of Object.entries(statistics)) {
    const at = name.indexOf(": ");
    const [key, value] = at < 0 ? ["", name] : [name.slice(0, at), name.slice(at + 2)];
    groups.set(key, [...(groups.get(key) ?? []), [value, count]]);
  }
  return [...groups];
}

function percent(share: number): string {
  return share > 0 && share < 0.01 ? "< 1 %" : `${Math.round(100 * share)} %`;
}
