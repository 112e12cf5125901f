import type { CertifyEffort } from "../subject.ts";

/** Enough of a search for critics of a few units, in a few milliseconds. */
export const quickWitness: NonNullable<CertifyEffort["witness"]> = { restarts: 3, work: 3e5 };

/** Samples of the witness and of the laws have their entries here. */
export const RANGE: readonly [number, number] = [-1, 1];

/** No search, a short one. */
export const withWitness: CertifyEffort = { witness: quickWitness, range: RANGE, seed: 1 };

/** Without a lower bound of the network. */
export const withoutWitness: CertifyEffort = { witness: false };
