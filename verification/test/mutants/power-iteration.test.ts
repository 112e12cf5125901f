import { startBackend } from "@lipschitz-gan/backend";
import { singularValueEstimate, startVector } from "@lipschitz-gan/core";
import { checkTable, powerIterationTable } from "@lipschitz-gan/verification";
import { beforeAll, describe, expect, it } from "vitest";
import { powerIterationMutants } from "../../mutants/power-iteration/index.ts";
import { keepUnlessUsable, roundWith } from "../../mutants/power-iteration/round-with.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

describe("the laws of power iteration", () => {
  const killers = new Map<string, string>();

  it("see nothing wrong in the round that the mutants are made of", async () => {
    const functions = { startVector, powerIteration: roundWith(keepUnlessUsable), singularValueEstimate };
    const reports = await checkTable(powerIterationTable, "unchanged", functions, { seed: 1, runs: 30, shrink: false });
    expect(reports.filter((report) => !report.holds)).toEqual([]);
  });

  it.each(powerIterationMutants.map((mutant) => [mutant.name, mutant] as const))("see %s", async (name, mutant) => {
    const reports = await mutant.check({ seed: 1, runs: 30, shrink: false });
    const broken = reports.filter((report) => !report.holds).map(({ law }) => law);
    for (const law of broken) killers.set(law, name);
    expect(broken).not.toEqual([]);
  });

  it("see some wrong version each", () => {
    const idle = powerIterationTable.laws.filter(({ name }) => !killers.has(`${powerIterationTable.name}/${name}`));
    expect(idle.map(({ name }) => name)).toEqual([]);
  });
});
