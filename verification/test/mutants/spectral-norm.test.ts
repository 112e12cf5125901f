import { startBackend } from "@lipschitz-gan/backend";
import { checkTable, spectralNormTable } from "@lipschitz-gan/verification";
import { beforeAll, describe, expect, it } from "vitest";
import { spectralNormMutants } from "../../mutants/spectral-norm/index.ts";
import { spectralNormWith } from "../../mutants/spectral-norm/spectral-norm-with.ts";

beforeAll(async () => {
  await startBackend("cpu");
});

describe("the laws of spectral normalisation", () => {
  const killers = new Map<string, string>();

  it("see nothing wrong in the version that the mutants are made of", async () => {
    const make = spectralNormWith({});
    const reports = await checkTable(spectralNormTable, "unchanged", { make }, { seed: 1, runs: 30, shrink: false });
    expect(reports.filter((report) => !report.holds)).toEqual([]);
  });

  it.each(spectralNormMutants.map((mutant) => [mutant.name, mutant] as const))("see %s", async (name, mutant) => {
    const reports = await mutant.check({ seed: 1, runs: 30, shrink: false });
    const broken = reports.filter((report) => !report.holds).map(({ law }) => law);
    for (const law of broken) killers.set(law, name);
    expect(broken).not.toEqual([]);
  });

  it("see some wrong version each", () => {
    const idle = spectralNormTable.laws.filter(({ name }) => !killers.has(`${spectralNormTable.name}/${name}`));
    expect(idle.map(({ name }) => name)).toEqual([]);
  });
});
