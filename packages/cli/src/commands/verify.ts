import { type BackendName, startBackend } from "@lipschitz-gan/backend";
import {
  type AbsentBackend,
  builtInChecks,
  type BuiltInChecks,
  type Check,
  constraintCheck,
  formatReports,
  formatStatistics,
  lawTableChecks,
  type LawReport,
  wantedOf,
} from "@lipschitz-gan/verification";
import { backendNames } from "../config/names.ts";
import { checkedInteger } from "../internal/checked-integer.ts";
import { UsageError } from "../internal/cli-error.ts";
import { messageOf } from "../internal/message-of.ts";
import { didYouMean } from "../internal/nearest.ts";
import type { Output } from "../internal/output.ts";
import { show } from "../internal/show.ts";
import { verifyProgress } from "../progress/verify-progress.ts";
import { type ConstraintFactory, loadConstraint } from "./load-constraint.ts";

/** What `verify` was asked for; numbers that are no numbers are still text. */
export interface VerifyRequest {
  /** The module of somebody's own constraint; the built-in ones unless given. */
  readonly constraint?: string | undefined;
  /** Cases a law, before the law's share. */
  readonly runs?: number | string | undefined;
  /** Seed of the cases; drawn unless given. */
  readonly seed?: number | string | undefined;
  /** Which laws: a part of `subject table/law`. */
  readonly law?: string | undefined;
  /** Backend of the law tables. */
  readonly backend?: string | undefined;
  /** Whether to print which classes of cases were generated. */
  readonly statistics?: boolean | undefined;
}

const DEFAULT_RUNS = 100;
/** A million cases a law, and some more. */
const MAX_RUNS = 1e7;

/**
 * The command `verify`.
 *
 * @param request - what was asked for
 * @param output - where the table and progress go
 * @param options - whether to print the result as JSON
 * @returns 0 if every law holds, else 1
 * @throws UsageError or BackendError if the flags, the module or the backend are not as they must be
 */
export async function verify(
  request: VerifyRequest,
  output: Output,
  { json = false }: { json?: boolean } = {},
): Promise<number> {
  const runs = checkedInteger("--runs", request.runs ?? DEFAULT_RUNS, 1, MAX_RUNS);
  const seed = checkedInteger("--seed", request.seed ?? Math.floor(Math.random() * 2 ** 31), 0, 2 ** 53 - 1);
  const make = request.constraint === undefined ? undefined : await loadConstraint(request.constraint);
  const backend = await startBackend(checkedBackend(request.backend ?? "auto"), { threads: 1 });
  try {
    const { checks, absent } = await chosenChecks(make, request.law);
    const progress = verifyProgress(
      output,
      checks.reduce((sum, check) => sum + check.laws.length, 0),
    );
    output.log(`verify   seed ${seed}, ${runs} runs a law times its share, ${backend.reason}`);
    const laws: LawReport[] = [];
    for (const check of checks) laws.push(...(await check.run({ seed, runs, onReport: progress.report })));
    progress.stop();
    const device = backend.device === undefined ? {} : { device: backend.device };
    if (json) output.result(JSON.stringify({ seed, runs, backend: backend.name, ...device, absent, laws }));
    else tell(output, { laws, seed, runs, absent, statistics: request.statistics === true });
    return laws.every((law) => law.holds) ? 0 : 1;
  } finally {
    await backend.stop();
  }
}

function checkedBackend(name: string): BackendName {
  const known = backendNames.find((candidate) => candidate === name);
  if (known !== undefined) return known;
  throw new UsageError(
    `--backend: must be one of ${backendNames.join(", ")}, received ${show(name)}${didYouMean(name, backendNames)}`,
  );
}

/** The checks with the laws whose `subject table/law` holds the wanted text. */
async function chosenChecks(make: ConstraintFactory | undefined, wanted = ""): Promise<BuiltInChecks> {
  const isWanted = (name: string): boolean => name.includes(wanted);
  const own = make === undefined ? undefined : [ownCheck(make)];
  const chosen = own === undefined ? await builtInChecks(isWanted) : { checks: wantedOf(own, isWanted), absent: [] };
  if (chosen.checks.length > 0) return chosen;
  const known = [...new Set((own ?? lawTableChecks()).flatMap((check) => check.laws))];
  const tables = [...new Set(known.map((law) => law.split("/")[0]))];
  throw new UsageError(
    `--law: must be a part of the name of a subject or a law, received ${show(wanted)}${didYouMean(wanted, known)}; ` +
      `the tables of laws are ${tables.join(", ")}`,
  );
}

/** Binds the constraint for the first time, which can fail. */
function ownCheck(make: ConstraintFactory): Check {
  try {
    return constraintCheck(make);
  } catch (error) {
    throw new UsageError(`--constraint: ${messageOf(error)}`, { cause: error });
  }
}

interface Told {
  readonly laws: readonly LawReport[];
  readonly seed: number;
  readonly runs: number;
  readonly absent: readonly AbsentBackend[];
  readonly statistics: boolean;
}

function tell(output: Output, { laws, seed, runs, absent, statistics }: Told): void {
  output.result(formatReports(laws, { seed, runs }));
  if (statistics) output.result(`\n${formatStatistics(laws)}`);
  for (const { name, reason } of absent) output.log(`skipped  critics trained on ${name}: ${reason}`);
  const broken = laws.filter((law) => !law.holds).length;
  output.log(
    broken === 0
      ? `all ${laws.length} laws hold (seed ${seed})`
      : `${broken} of ${laws.length} laws are broken; --seed ${seed} --runs ${runs} meets the same cases again`,
  );
}
