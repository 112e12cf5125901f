/** A case that breaks a law, shrunk to something a person can read. */
export interface Counterexample {
  /** The case as data. */
  readonly given: unknown;
  /** The case as text. */
  readonly shown: string;
  /** What was compared and by how much it is off, or the error that was thrown. */
  readonly failure: string;
  /** Seed with which `checkTable` meets the case again. */
  readonly seed: number;
  /** Where fast-check found it, from the law's own seed. */
  readonly path: string;
  /** How many times it was made smaller. */
  readonly shrinks: number;
}

/** How one law fared on one subject. */
export interface LawReport {
  /** What was tested, such as `"spectral-norm"`. */
  readonly subject: string;
  /** The law's table and name, such as `"power-iteration/lower-bound"`. */
  readonly law: string;
  /** The law in one sentence. */
  readonly statement: string;
  /** How many cases were tried. */
  readonly runs: number;
  /** What was observed in the case that came closest to the limit, or beyond it; Infinity for NaN or an error. */
  readonly worst: number;
  /** What was allowed in that case; 0 for exact laws. */
  readonly allowed: number;
  /** The two divided; 0 for an exact law that holds. */
  readonly ratio: number;
  /** Whether every case was within what is allowed. */
  readonly holds: boolean;
  /** The shrunk case that breaks it. */
  readonly counterexample?: Counterexample;
  /** How many of the cases were of which class. */
  readonly statistics: Readonly<Record<string, number>>;
  /** Cases that were drawn and not counted, since the law does not speak of them. */
  readonly skipped: number;
  /** Seconds that it took. */
  readonly seconds: number;
}
