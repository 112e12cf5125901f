import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fetchDataset, type DatasetName } from "@lipschitz-gan/data";
import { rejection } from "./support/rejection.ts";

describe("fetchDataset", () => {
  it("says that MNIST is there already, and where", async () => {
    const lines: string[] = [];
    const { location } = await fetchDataset("mnist", { log: (line) => lines.push(line) });
    expect(existsSync(join(location, "train-images-idx3-ubyte"))).toBe(true);
    expect(lines).toEqual([`mnist: already in ${location}, nothing to fetch`]);
  });

  it("refuses an unknown name", async () => {
    const unknown = "cifar" as DatasetName; // what a program without types may pass
    expect(await rejection(() => fetchDataset(unknown))).toMatch(/fetchDataset: name must be one of .* "cifar"/);
  });
});
