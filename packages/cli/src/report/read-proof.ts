import { readFile } from "node:fs/promises";
import { hashModel, type LayerCertificate } from "@lipschitz-gan/certificates";
import { z } from "zod";
import type { DistanceBound } from "../certification/distance-bound.ts";
import { readArtifacts } from "../model-directory/read-artifacts.ts";
import { runPaths } from "../run-directory/run-paths.ts";

/** One operation of a certificate, as much as the report shows. */
export type ShownLayer = Pick<LayerCertificate, "name" | "kind" | "inputs" | "lower" | "upper"> & {
  readonly method: string;
};

/** What the report shows of a `certificate.json`. */
export interface ShownCertificate {
  readonly lower: number;
  readonly upper: number;
  readonly model: { readonly sha256: string };
  readonly layers: readonly ShownLayer[];
  readonly merges: readonly { readonly chain: readonly number[]; readonly upper: number; readonly method: string }[];
}

const bound = z.number().nonnegative();
const model = z.looseObject({ sha256: z.string() });
const list = z.array(z.int());
const layer = { name: z.string(), kind: z.string(), inputs: list, lower: bound, upper: bound, method: z.string() };
const certificateSchema: z.ZodType<ShownCertificate> = z.looseObject({
  lower: bound,
  upper: bound,
  model,
  layers: z.array(z.looseObject(layer)),
  merges: z.array(z.looseObject({ chain: list, upper: bound, method: z.string() })),
});
const count = z.int().positive();
const distanceSchema: z.ZodType<DistanceBound> = z.looseObject({
  lower: bound,
  nReal: count,
  nFake: count,
  seed: z.int(),
  dataset: z.string(),
  model,
});

/** What is proven of a run's critic. */
export interface Proof {
  /** The certificate. */
  readonly certificate: ShownCertificate;
  /** Whether it speaks of the critic that lies beside it; `undefined` where that cannot be read. */
  readonly isCurrent: boolean | undefined;
  /** How far apart the same critic proves real and generated samples to be. */
  readonly distance?: DistanceBound;
}

/**
 * Reads what is proven of a run's critic. The proof is not checked here: `lipschitz-gan check` does that.
 *
 * @param folder - the run directory
 * @returns nothing where there is no certificate, or none that can be read
 */
export async function readProof(folder: string): Promise<Proof | undefined> {
  const paths = runPaths(folder);
  const read = certificateSchema.safeParse(await readJson(paths.certificate));
  if (!read.success) return undefined;
  const [critic, apart] = [await hashOf(paths.critic), distanceSchema.safeParse(await readJson(paths.wasserstein1))];
  const { sha256 } = read.data.model;
  return {
    certificate: read.data,
    isCurrent: critic === undefined ? undefined : critic === sha256,
    ...(apart.success && apart.data.model.sha256 === sha256 && { distance: apart.data }),
  };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return undefined; // missing or damaged: the report goes without
  }
}

async function hashOf(folder: string): Promise<string | undefined> {
  try {
    return (await hashModel(await readArtifacts(folder))).sha256;
  } catch {
    return undefined; // told in the report
  }
}
