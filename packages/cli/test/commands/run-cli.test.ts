import { describe, expect, it } from "vitest";
import { runCli } from "lipschitz-gan";
import { datasetNames } from "@lipschitz-gan/data";

/** Runs the command in this process and collects what it writes. */
async function run(...args: readonly string[]): Promise<{ code: number; results: string[]; logs: string[] }> {
  const results: string[] = [];
  const logs: string[] = [];
  const code = await runCli(args, {
    result: (text) => results.push(text),
    log: (text) => logs.push(text),
    interactive: false,
  });
  return { code, results, logs };
}

describe("runCli", () => {
  it("explains itself and every command, with examples, on stdout", async () => {
    for (const args of [
      ["--help"],
      ["train", "--help"],
      ["sample", "--help"],
      ["certify", "--help"],
      ["check", "--help"],
      ["verify", "--help"],
      ["datasets", "--help"],
      ["help", "train"],
    ]) {
      const { code, results, logs } = await run(...args);
      expect(code).toBe(0);
      expect(results.join("\n")).toMatch(/Usage: lipschitz-gan[\s\S]*\$ lipschitz-gan /);
      expect(logs).toEqual([]);
    }
  });

  it("tells its version", async () => {
    expect(await run("--version")).toEqual({ code: 0, results: [expect.stringMatching(/^\d+\.\d+\.\d+$/)], logs: [] });
  });

  it("lists every data set, as a table and as one JSON document", async () => {
    const table = await run("datasets");
    const json = await run("datasets", "--json");
    expect(json.results).toHaveLength(1);
    const { datasets } = JSON.parse(json.results[0] ?? "") as { datasets: { name: string }[] };
    expect(datasets.map(({ name }) => name)).toEqual(datasetNames);
    for (const name of datasetNames) expect(table.results.join("\n")).toContain(name);
    expect([table.code, json.code]).toEqual([0, 0]);
  });

  it("fetches what needs no fetching, also as JSON", async () => {
    expect((await run("datasets", "fetch", "ring8")).results).toEqual(["generated"]);
    const { results } = await run("datasets", "fetch", "ring8", "--json");
    expect(JSON.parse(results[0] ?? "")).toEqual({ name: "ring8", location: "generated" });
  });
});
