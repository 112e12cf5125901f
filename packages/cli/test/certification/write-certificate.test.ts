import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { writeCertificate } from "../../src/certification/write-certificate.ts";
import { tempFolder } from "../support/temp-folder.ts";

const file = join(tempFolder(), "certificate.json");

async function written(value: unknown): Promise<string> {
  await writeCertificate(file, value);
  return readFileSync(file, "utf8");
}

describe("writeCertificate", () => {
  it("keeps lists of numbers on one line", async () => {
    expect(await written({ chain: [1, 2, -3e-7], names: ["a"], none: [] })).toBe(
      '{\n  "chain": [1, 2, -3e-7],\n  "names": [\n    "a"\n  ],\n  "none": []\n}\n',
    );
  });

  it("writes what is read again, also where strings look like lists", async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        expect(JSON.parse(await written(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
    const tricky = { name: "[\n 1,\n 2\n]", list: ["[", 1, "]", [1, 2]], "[ 1 ]": "[ 1, 2 ]" };
    expect(JSON.parse(await written(tricky))).toEqual(tricky);
  });
});
