import { parseArgs } from "node:util";
import { startBackend } from "@lipschitz-gan/backend";
import { builtInChecks, type LawReport } from "@lipschitz-gan/verification";
import { bases } from "./bases.ts";
import { mutants } from "./index.ts";
import type { Mutant } from "./mutant.ts";

// Runs every law table on the versions that are wrong on purpose, then on the right ones. Exit code 0 only if every wrong
// version breaks a law of its table, no right version breaks any, and every law is broken by some wrong version.

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "40" },
    seed: { type: "string", default: "1" },
    only: { type: "string", default: "" },
  },
});
const options = { runs: Number(values.runs), seed: Number(values.seed), shrink: false };
const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** The names of the laws of a table that a mutant breaks. */
async function killersOf(mutant: Mutant): Promise<{ reports: readonly LawReport[]; killers: readonly string[] }> {
  const reports = await mutant.check(options);
  return { reports, killers: reports.filter((report) => !report.holds).map((report) => report.law) };
}

const backend = await startBackend("cpu");
const chosen = mutants.filter((mutant) => `${mutant.table}/${mutant.name}`.includes(values.only));
const kills = new Map<string, string[]>();
const survivors: string[] = [];
for (const mutant of chosen) {
  const { reports, killers } = await killersOf(mutant);
  for (const { law } of reports) if (!kills.has(law)) kills.set(law, []);
  for (const law of killers) kills.get(law)?.push(mutant.name);
  if (killers.length === 0) survivors.push(mutant.name);
  const laws = killers.map((law) => law.slice(mutant.table.length + 1));
  say(`${killers.length === 0 ? "SURVIVED" : "killed  "}  ${mutant.table}: ${mutant.name}`);
  say(`          ${mutant.bug}`);
  if (laws.length > 0) say(`          by ${laws.join(", ")}`);
}

const wronged: string[] = [];
const { checks } = await builtInChecks();
for (const check of [...bases, ...checks]) {
  const select = (law: string): boolean => kills.has(law);
  for (const { subject, law, holds } of await check.run({ ...options, select })) {
    if (!holds) wronged.push(`${law} on ${subject}`);
  }
}
await backend.stop();

const idle = [...kills].filter(([, names]) => names.length === 0).map(([law]) => law);
say("");
for (const [law, names] of kills) say(`${String(names.length).padStart(4)}  ${law}`);
say("");
for (const name of survivors) say(`survived: ${name}`);
for (const what of wronged) say(`a right version is killed: ${what}`);
for (const law of idle) say(`kills nothing: ${law}`);
say(
  `${chosen.length - survivors.length} of ${chosen.length} mutants killed, ${kills.size - idle.length} of ${kills.size} laws kill, ` +
    `${wronged.length} right versions killed (seed ${options.seed}, ${options.runs} runs)`,
);
if (survivors.length + wronged.length + idle.length > 0 || chosen.length === 0) process.exitCode = 1;
