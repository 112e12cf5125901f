import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { loadDataset } from "@lipschitz-gan/data";
import { loadIdxFolder } from "../../src/internal/idx-folder.ts";
import { checkMd5, MNIST_MD5 } from "../../src/internal/md5.ts";
import { idxFiles, writeFiles } from "../support/idx.ts";
import { rejection } from "../support/rejection.ts";
import { tempFolder } from "../support/temp-folder.ts";

describe("checkMd5", () => {
  it("knows the sums of RFC 1321, appendix A.5", () => {
    const abc = new TextEncoder().encode("abc");
    expect(() => checkMd5("f", abc, "900150983cd24fb0d6963f7d28e17f72", "")).not.toThrow();
    expect(() => checkMd5("f", new Uint8Array(0), "d41d8cd98f00b204e9800998ecf8427e", "")).not.toThrow();
    expect(() => checkMd5("f", abc, "d41d8cd98f00b204e9800998ecf8427e", "get it again")).toThrow(
      "f: damaged: MD5 must be d41d8cd98f00b204e9800998ecf8427e, received 900150983cd24fb0d6963f7d28e17f72; get it again",
    );
  });

  it("names the damaged file of MNIST", async () => {
    const folder = tempFolder();
    writeFiles(folder, idxFiles("train", 3));
    const message = await rejection(() =>
      loadIdxFolder(folder, "train", { md5: MNIST_MD5, remedy: "install it afresh" }),
    );
    expect(message).toMatch(/train-images-idx3-ubyte: damaged: MD5 must be 6bbc9ace.*; install it afresh$/);
  });

  it("is asked about the fetched CIFAR-10", async () => {
    const cache = tempFolder();
    vi.stubEnv("XDG_CACHE_HOME", cache);
    const folder = join(cache, "lipschitz-gan", "cifar10");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "test_batch.bin"), new Uint8Array(30_730_000));
    const message = await rejection(() => loadDataset("cifar10", { split: "test" }));
    vi.unstubAllEnvs();
    expect(message).toMatch(/test_batch\.bin: damaged: MD5 must be 803d5f7f4d78ea53de84dbe85f74fb6d/);
  });
});
