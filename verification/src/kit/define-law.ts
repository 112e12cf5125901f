import * as tf from "@tensorflow/tfjs-core";
import * as fc from "fast-check";
import type { LawReport } from "./law-report.ts";
import { type Measurement, ratioOf } from "./measurement.ts";
import { inSandbox } from "./sandbox.ts";
import { showCase, showNumber } from "./show-case.ts";
import { createTally, firstBroken, type Tally } from "./tally.ts";

/** A law as its author writes it: generated cases, and what each of them shows about a subject. */
export interface LawSpec<Subject, Case> {
  /** Name in kebab-case, unique in its table. */
  readonly name: string;
  /** The law in one sentence. */
  readonly statement: string;
  /** Paper and equation, the derivation, or the defect that it guards against. */
  readonly source: string;
  /** Factor on the number of runs, below 1 for expensive laws; 1 unless given. */
  readonly share?: number;
  /** Whether the law speaks of a subject at all; always unless given. */
  readonly appliesTo?: (subject: Subject) => boolean;
  /** Cases as small plain data, which shrink to something a person can read. */
  readonly cases: fc.Arbitrary<Case> | ((subject: Subject) => fc.Arbitrary<Case>);
  /** The classes that a case belongs to, for statistics. */
  readonly labels?: (given: Case) => readonly string[];
  /** A case as text; its data unless given. */
  readonly show?: (given: Case) => string;
  /**
   * What a case shows. Tensors and variables that it makes are freed by the runner; it reads them with `await t.data()`,
   * since WebGPU cannot read at once. `fc.pre` leaves a case out.
   */
  readonly measure: (subject: Subject, given: Case) => Promise<readonly Measurement[]> | readonly Measurement[];
}

/** How a law is checked. */
export interface CheckLawOptions {
  /** Seed of the law's own cases, a 32-bit integer. */
  readonly seed: number;
  /** Number of cases before the law's share. */
  readonly runs: number;
  /** Whether a counterexample is made smaller; true unless given. */
  readonly shrink?: boolean;
}

/** What a law found; the table adds whose law it was and on what. */
export type LawFinding = Omit<LawReport, "subject" | "law">;

/** A law that can be checked on any subject of its kind. */
export interface Law<Subject> {
  /** Name in kebab-case, unique in its table. */
  readonly name: string;
  /** The law in one sentence. */
  readonly statement: string;
  /** Where it comes from. */
  readonly source: string;
  /**
   * Whether the law speaks of a subject at all.
   *
   * @param subject - what would be tested
   */
  appliesTo(subject: Subject): boolean;
  /**
   * Checks the law on generated cases. The same seed gives the same cases.
   *
   * @param subject - what is tested
   * @param options - seed and runs
   */
  check(subject: Subject, options: CheckLawOptions): Promise<LawFinding>;
}

/**
 * Makes a law from its specification.
 *
 * An error thrown by `measure` breaks the law, with its message as the failure. So does a law that has measured nothing.
 *
 * @param spec - name, cases, measurement
 * @returns the law
 *
 * @example
 * ```ts
 * import * as fc from "fast-check";
 * import { defineLaw } from "@lipschitz-gan/verification";
 *
 * const even = defineLaw<(x: number) => number, number>({
 *   name: "even",
 *   statement: "f(−x) = f(x).",
 *   source: "definition",
 *   cases: fc.integer(),
 *   measure: (f, x) => [{ observed: Math.abs(f(-x) - f(x)), allowed: 0, what: "f(−x) against f(x)" }],
 * });
 * (await even.check(Math.abs, { seed: 1, runs: 100 })).holds; // => true
 * (await even.check((x) => x + 1, { seed: 1, runs: 100 })).counterexample?.shown; // => "1"
 * ```
 */
export function defineLaw<Subject, Case>(spec: LawSpec<Subject, Case>): Law<Subject> {
  return {
    name: spec.name,
    statement: spec.statement,
    source: spec.source,
    appliesTo: spec.appliesTo ?? (() => true),
    check: (subject, options) => checkLaw(spec, subject, options),
  };
}

/** Shrinking ends after so many tries, a fixed number and no time, so that a seed gives the same case on every machine. */
const SHRINK_TRIES = 400;

/** What a broken measurement is reported with; it carries no stack of its own worth reading. */
class LawBroken extends Error {
  override readonly name = "LawBroken";
}

async function checkLaw<Subject, Case>(
  spec: LawSpec<Subject, Case>,
  subject: Subject,
  { seed, runs, shrink = true }: CheckLawOptions,
): Promise<LawFinding> {
  const started = tf.util.now();
  const tally = createTally();
  const cases = typeof spec.cases === "function" ? spec.cases(subject) : spec.cases;
  const property = fc.asyncProperty(cases, meets(spec, subject, tally));
  const numRuns = Math.max(1, Math.round(runs * (spec.share ?? 1)));
  const details = await fc.check(property, { seed, numRuns, endOnFailure: !shrink, includeErrorInReport: false });
  const worst = tally.worst();
  const counterexample = details.failed
    ? {
        given: details.counterexample?.[0],
        shown: details.counterexample === null ? "none" : (spec.show ?? showCase)(details.counterexample[0]),
        failure: failureOf(details),
        seed,
        path: details.counterexamplePath ?? "",
        shrinks: details.numShrinks,
      }
    : undefined;
  const [observed, allowed] = [worst.observed, worst.allowed].map((x) => (Number.isNaN(x) ? Infinity : x));
  return {
    statement: spec.statement,
    runs: details.numRuns,
    worst: observed ?? Infinity,
    allowed: allowed ?? 0,
    ratio: ratioOf(worst),
    holds: !details.failed,
    ...(counterexample !== undefined && { counterexample }),
    statistics: tally.statistics(),
    skipped: details.numSkips,
    seconds: (tf.util.now() - started) / 1000,
  };
}

/** The predicate of the property: throws where a case is beyond what is allowed. */
function meets<Subject, Case>(
  spec: LawSpec<Subject, Case>,
  subject: Subject,
  tally: Tally,
): (given: Case) => Promise<void> {
  let triesAfterFailure: number | undefined;
  return async (given) => {
    if (triesAfterFailure !== undefined && triesAfterFailure++ >= SHRINK_TRIES) return;
    try {
      const measurements = await inSandbox(() => spec.measure(subject, given));
      if (measurements.length === 0) throw new LawBroken("nothing was measured");
      if (triesAfterFailure === undefined) tally.add(measurements, spec.labels?.(given) ?? []);
      const broken = firstBroken(measurements);
      if (broken !== undefined) throw new LawBroken(failureText(broken));
    } catch (error) {
      if (!fc.PreconditionFailure.isFailure(error)) triesAfterFailure ??= tallyError(error, tally);
      throw error;
    }
  };
}

/** An error that is no measurement counts as one beyond every limit. Returns the number of tries so far: none. */
function tallyError(error: unknown, tally: Tally): number {
  if (!(error instanceof LawBroken)) tally.add([{ observed: Infinity, allowed: 0, what: "an error" }], []);
  return 0;
}

function failureText({ observed, allowed, what }: Measurement): string {
  const limit =
    allowed === 0 ? "nothing may be off" : `at most ${showNumber(Number(allowed.toPrecision(3)))} is allowed`;
  return `${what}: off by ${Number.isFinite(observed) ? Number(observed.toPrecision(4)) : observed}, ${limit}`;
}

function failureOf<T>(details: fc.RunDetails<T>): string {
  if (details.counterexample === null) return "too few of the generated cases are such that the law speaks of them";
  const error = details.failed ? details.errorInstance : null;
  if (error instanceof LawBroken) return error.message;
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error);
}
