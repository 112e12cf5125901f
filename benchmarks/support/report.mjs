// @ts-check
// The results of a benchmark: printed, and written as JSON and as a page beside it.
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { machineLine } from "./machine.mjs";

/** Where results go unless `--out` says otherwise. */
export const RESULTS = fileURLToPath(new URL("../results/", import.meta.url));

/**
 * The options that every benchmark takes: `--quick` for a run that only shows that it works and writes nothing unless
 * `--out` is given, `--out DIR` for the results; and numbers of its own. A wrong one ends the process with code 2.
 *
 * @template {Record<string, { full: number, quick: number }>} Numbers
 * @param {Numbers} numbers - options that are integers >= 1, with their values in a full and in a quick run
 * @returns {{ out: string | undefined, isQuick: boolean, positionals: string[] } & Record<keyof Numbers, number>}
 */
export function readOptions(numbers) {
  const own = Object.fromEntries(Object.keys(numbers).map((name) => [name, { type: /** @type {const} */ ("string") }]));
  try {
    const { values, positionals } = parseArgs({
      options: { ...own, quick: { type: "boolean", default: false }, out: { type: "string" } },
      allowPositionals: true,
    });
    const isQuick = values.quick;
    const out = values.out === undefined ? (isQuick ? undefined : RESULTS) : resolve(values.out);
    const chosen = Object.entries(numbers).map(([name, { full, quick }]) => [
      name,
      integerOf(name, /** @type {Record<string, unknown>} */ (values)[name] ?? (isQuick ? quick : full)),
    ]);
    return { out, isQuick, positionals, ...Object.fromEntries(chosen) };
  } catch (error) {
    console.error(`benchmark: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`);
    return process.exit(2);
  }
}

/** @param {string} name @param {unknown} given */
function integerOf(name, given) {
  const value = Number(given);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new Error(`--${name} must be an integer >= 1, received ${String(given)}`);
}

/**
 * Prints a table and what was said below it, and writes both with the whole record.
 *
 * @param {object} report
 * @param {string} report.name - of the files
 * @param {string} report.title - what was measured
 * @param {import("./machine.mjs").Machine} report.machine
 * @param {string[][]} report.table - rows of cells, the first is the head
 * @param {string[]} report.notes - sentences below the table
 * @param {unknown} report.data - everything measured
 * @param {string | undefined} report.out - folder; nothing is written if undefined
 */
export function writeReport({ name, title, machine, table, notes, data, out }) {
  const page = `# ${title}\n\n${machineLine(machine)}; ${machine.measuredAt.slice(0, 10)}.\n\n${markdownTable(table)}\n${notes.map((note) => `\n${note}\n`).join("")}`;
  console.log(page);
  if (out === undefined) return;
  mkdirSync(out, { recursive: true });
  writeFileSync(join(out, `${name}.json`), `${JSON.stringify({ title, machine, table, notes, data }, undefined, 1)}\n`);
  writeFileSync(join(out, `${name}.md`), page);
}

/** @param {readonly (readonly string[])[]} rows - of cells, the first is the head @returns {string} aligned columns */
export function markdownTable(rows) {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(3, ...rows.map((row) => (row[i] ?? "").length)));
  const line = (/** @type {readonly string[]} */ cells) =>
    `| ${widths.map((width, i) => (cells[i] ?? "").padEnd(width)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}

/** @param {readonly import("./contender.mjs").Absent[]} absent @returns {string[]} a sentence for each */
export function leftOut(absent) {
  return absent.map(
    ({ plan, reason }) => `Left out: ${plan}: ${reason.replace(/^startBackend: /u, "").replace(/\.$/u, "")}.`,
  );
}
