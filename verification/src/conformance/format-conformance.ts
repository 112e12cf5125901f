import type { ConformanceRow } from "./conformance-row.ts";

/** What one backend showed, or why it showed nothing. */
export interface ConformanceColumn {
  /** Heading, such as `"wasm, 2 threads"`. */
  readonly title: string;
  /** Versions and device, a line. */
  readonly about: string;
  /** Its rows; none where it could not be run. */
  readonly rows: readonly ConformanceRow[];
}

/**
 * The table of the documentation: families and cases against backends, with the largest error as a share of what is
 * allowed.
 *
 * @param columns - backends, in the order of the columns
 * @param names - all cases of the suite, in their order
 * @returns Markdown, the same for the same rows
 */
export function formatConformance(
  columns: readonly ConformanceColumn[],
  names: readonly { readonly name: string; readonly family: string }[],
): string {
  const families = [...new Set(names.map(({ family }) => family))];
  const head = (first: string) => [
    `| ${[first, ...columns.map(({ title }) => title)].join(" | ")} |`,
    `| ${["---", ...columns.map(() => "--:")].join(" | ")} |`,
  ];
  const line = (title: string, has: (row: ConformanceRow) => boolean) =>
    `| ${[title, ...columns.map(({ rows }) => cellOf(rows.filter(has)))].join(" | ")} |`;
  const section = (family: string) => {
    const lines = names
      .filter((one) => one.family === family)
      .map(({ name }) => line(name, (row) => row.case === name && row.family === family));
    return ["", `### ${family[0]?.toUpperCase() ?? ""}${family.slice(1)}`, "", ...head("case"), ...lines].join("\n");
  };
  return [
    ...head("operations"),
    ...families.map((family) => line(family, (row) => row.family === family)),
    "",
    ...columns.map(({ title, about, rows }) => `- **${title}**: ${about}${countsOf(rows)}`),
    "",
    "## What is not promised",
    "",
    ...notPromised(columns),
    "",
    "## Case by case",
    ...families.map(section),
    "",
  ].join("\n");
}

/** The largest share of what is allowed, `wrong` where that is above 1, a dash where nothing was run. */
function cellOf(rows: readonly ConformanceRow[]): string {
  const run = rows.filter(({ skipped }) => skipped === undefined);
  if (run.length === 0) return rows.length === 0 ? "–" : "not promised";
  const worst = Math.max(...run.map((row) => row.worst));
  if (run.some(({ holds }) => !holds)) return "**wrong**";
  return worst === 0 ? "exact" : worst.toPrecision(2);
}

function countsOf(all: readonly ConformanceRow[]): string {
  const rows = all.filter(({ skipped }) => skipped === undefined);
  if (rows.length === 0) return "";
  const runs = rows.reduce((sum, row) => sum + row.runs, 0);
  const wrong = rows.filter(({ holds }) => !holds).length;
  return `; ${rows.length} comparisons on ${runs} instances, ${wrong === 0 ? "all" : `all but ${wrong}`} within what is allowed`;
}

function notPromised(columns: readonly ConformanceColumn[]): string[] {
  const byReason = new Map<string, { readonly cases: Set<string>; readonly titles: Set<string> }>();
  for (const { title, rows } of columns)
    for (const { case: name, skipped } of rows) {
      if (skipped === undefined) continue;
      const found = byReason.get(skipped) ?? { cases: new Set(), titles: new Set() };
      byReason.set(skipped, found);
      found.cases.add(name);
      found.titles.add(title);
    }
  return [...byReason].map(
    ([reason, { cases, titles }]) => `- ${[...titles].join("; ")}: ${[...cases].join("; ")} (${reason}).`,
  );
}
