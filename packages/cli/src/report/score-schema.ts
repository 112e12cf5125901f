import type { ExtractorCard, Protocol, Score } from "@lipschitz-gan/metrics";
import { z } from "zod";

/** A value of a metric with its protocol: a score without its name. */
export type Measured = Omit<Score, "name">;

/** A score with the same metric of real samples beside it. */
export interface ShownScore extends Score {
  /** The metric with other real samples in place of the generated ones: what a perfect generator would get. */
  readonly floor?: Measured;
}

// The page is made of what these let through: nothing in it may be as long as it likes.
const text = z.string().max(200);
const count = z.int().nonnegative();
/** JSON writes NaN and the infinities as `null`. */
const real = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);
// Fields that are not known here stay: they too have to be the same for scores to be comparable.
const other = z.union([text, z.number(), z.boolean(), z.null()]);
const card = { name: text, sha256: text.nullable(), accuracy: z.number().nullable() };
const extractor: z.ZodType<ExtractorCard> = z.object(card).catchall(other);
const fields = {
  dataset: text,
  nReal: count,
  split: z.enum(["train", "test", "none"]),
  nFake: count,
  seed: z.int(),
  resize: text,
  dtype: text,
  extractor,
  parameters: z.record(text, z.number()).refine((all) => Object.keys(all).length <= 20),
};
const protocol: z.ZodType<Protocol> = z.object(fields).catchall(other);
const spread = z.number().nonnegative().optional().catch(undefined);
const measured = z.object({ value: real, std: spread, protocol });
const floor = measured.transform(withoutEmpty).optional().catch(undefined);

/** A score as files have it; `null` as its value becomes `NaN`, and a spread or a floor that is none is left out. */
export const shownScoreSchema: z.ZodType<ShownScore> = measured
  .extend({ name: text.min(1), floor })
  .transform(({ name, floor: found, ...rest }): ShownScore => ({
    name,
    ...withoutEmpty(rest),
    ...(found !== undefined && { floor: found }),
  }));

/** The same without a spread that is not there. */
function withoutEmpty({ value, std, protocol: measuredBy }: z.output<typeof measured>): Measured {
  return { value, ...(std !== undefined && { std }), protocol: measuredBy };
}
