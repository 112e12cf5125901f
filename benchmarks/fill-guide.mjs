// @ts-check
// Puts the tables of the last full run of the benchmarks into the guide to backends, between the comments that name them.
// Usage: node benchmarks/fill-guide.mjs [--results DIR]
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { machineLine } from "./support/machine.mjs";
import { markdownTable, RESULTS } from "./support/report.mjs";

const { values } = parseArgs({ options: { results: { type: "string", default: RESULTS } } });
const guide = fileURLToPath(new URL("../docs/guide/backends.md", import.meta.url));
const before = readFileSync(guide, "utf8");
const after = before.replaceAll(
  /(<!-- benchmark: ([a-z-]+) -->\n)[^]*?(<!-- end of benchmark -->)/gu,
  (_, open, name, close) => `${open}\n${partOf(String(name))}\n\n${close}`,
);
writeFileSync(guide, after);
console.log(after === before ? `${guide}: as it was` : `${guide}: filled`);

/** @param {string} name - of a benchmark */
function partOf(name) {
  const { machine, table, notes } = JSON.parse(readFileSync(join(resolve(values.results), `${name}.json`), "utf8"));
  const said = notes.filter((/** @type {string} */ note) => !note.startsWith("Left out"));
  return [`${machineLine(machine)}.`, markdownTable(table), ...said].join("\n\n");
}
