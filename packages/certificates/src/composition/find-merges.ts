import type { MergeCertificate } from "../format/certificate.ts";
import { linearMapOf } from "../evaluation/linear-map-of.ts";
import { convolutionUpper } from "../linear/convolution-upper.ts";
import { choleskyWork } from "../linear/work.ts";
import { foldScale } from "../network/fold-scale.ts";
import type { Network, Operation } from "../network/operation.ts";
import { slopesBound } from "../slopes/slopes-bound.ts";
import { chainUpper } from "./chain-upper.ts";
import { findChains } from "./find-chains.ts";
import { slackUp } from "./slack.ts";
import { sizeOf } from "../network/size-of.ts";
import { workOf } from "../network/work-of.ts";

/**
 * Chains of operations whose constant is smaller than the product of theirs.
 *
 * Batch normalisation is folded into the convolution beside it; small runs of linear operations become one matrix; dense networks
 * get the bound by slopes.
 *
 * @param network - the network
 * @param uppers - the constant of each operation
 * @param maxWork - multiply-adds for one merge
 * @returns what is better than the product, and nothing else
 * @internal
 */
export function findMerges(network: Network, uppers: readonly number[], maxWork: number): readonly MergeCertificate[] {
  const at = (index: number): Operation | undefined => network.operations[index - 1];
  const productOf = (chain: readonly number[]): number =>
    chain.reduce((product, index) => product * (uppers[index - 1] ?? Number.NaN), 1);
  const runs = findChains(network.operations, isLinear);
  const found = [
    ...runs.flatMap((run) => pairs(run).flatMap((pair) => folded(pair, at, maxWork))),
    ...runs.flatMap((run) => explicit(trimmed(run, uppers), at, uppers, maxWork)),
    ...findChains(network.operations, isDenseOrEntrywise).flatMap((chain) => bySlopes(network, chain, maxWork)),
  ];
  return found.filter(({ chain, upper }) => upper < productOf(chain) * (1 - NOT_WORTH));
}

/** A gain below this is none: the claims carry slack of their own. */
const NOT_WORTH = 2 ** -24;

/** What a checker is ready to write out. */
const MAX_ENTRIES = 2 ** 22;
const MAX_SMALLER_SIDE = 1024;
/** About a second. */
const MAX_EXPLICIT_WORK = 1.5e9;

type At = (index: number) => Operation | undefined;

function isLinear({ action, isVaried }: Operation): boolean {
  if (!isVaried) return false;
  return LINEAR.has(action.type) || (action.type === "entrywise" && action.name === "linear");
}

const LINEAR: ReadonlySet<string> = new Set(["convolution", "batchNormalization", "rescaling", "gather", "bands"]);

function pairs(run: readonly number[]): readonly (readonly [number, number])[] {
  return run.slice(1).map((index, i) => [run[i] ?? 0, index]);
}

/** A convolution and the batch normalisation after or before it, as one convolution. */
function folded([first, second]: readonly [number, number], at: At, maxWork: number): MergeCertificate[] {
  const [a, b] = [at(first), at(second)];
  if (a === undefined || b === undefined) return [];
  const isAfter = a.action.type === "convolution" && b.action.type === "batchNormalization";
  const isBefore = a.action.type === "batchNormalization" && b.action.type === "convolution";
  if (!isAfter && !isBefore) return [];
  const one = isAfter ? foldScale(a, b, "after") : foldScale(b, a, "before");
  if (one === null) return [];
  const { upper, method, grid } = convolutionUpper(one.map, one.kernel, { kernelError: one.kernelError, maxWork });
  const chain = [first, second];
  // A kernel of one tap is its own matrix; as the matrix of the chain it may be too large to be written out.
  const isTooLarge = method === "cholesky" && !isWritable(a, b);
  return [
    { chain, upper: slackUp(upper), method: isTooLarge ? "reshaped" : method, ...(grid !== undefined && { grid }) },
  ];
}

/** A run of linear operations as one matrix. */
function explicit(run: readonly number[], at: At, uppers: readonly number[], maxWork: number): MergeCertificate[] {
  const [first, last] = [at(run[0] ?? 0), at(run.at(-1) ?? 0)];
  if (run.length < 2 || first === undefined || last === undefined || !isWritable(first, last)) return [];
  const operations = run.flatMap((index) => at(index) ?? []);
  const work = operations.reduce((sum, operation) => sum + workOf(operation), 0);
  const [inputs, outputs] = [sizeOf(first.inputShapes[0] ?? []), sizeOf(last.outputShape)];
  const test = choleskyWork(Math.min(inputs, outputs), Math.max(inputs, outputs));
  if (inputs * work + test > Math.min(maxWork, MAX_EXPLICIT_WORK)) return [];
  const links = operations.flatMap((operation, i) => {
    const map = linearMapOf(operation);
    return map === null ? [] : [{ map, upper: uppers[(run[i] ?? 0) - 1] ?? Number.NaN }];
  });
  return [{ chain: run, upper: slackUp(chainUpper(links)), method: "cholesky" }];
}

function isWritable(first: Operation, last: Operation): boolean {
  const [inputs, outputs] = [sizeOf(first.inputShapes[0] ?? []), sizeOf(last.outputShape)];
  return inputs * outputs <= MAX_ENTRIES && Math.min(inputs, outputs) <= MAX_SMALLER_SIDE;
}

/** Without the operations at both ends that change no length. */
function trimmed(run: readonly number[], uppers: readonly number[]): readonly number[] {
  const counts = (index: number): boolean => uppers[index - 1] !== 1;
  const from = run.findIndex(counts);
  return from === -1 ? [] : run.slice(from, run.findLastIndex(counts) + 1);
}

function isDenseOrEntrywise({ action, isVaried }: Operation): boolean {
  if (!isVaried) return false;
  if (action.type === "convolution") return action.map.axes.length === 0;
  return action.type === "entrywise" || (action.type === "gather" && action.source === null);
}

/** From one dense operation to the last; where that is too large, from the next one on. */
function bySlopes(network: Network, chain: readonly number[], maxWork: number): MergeCertificate[] {
  const dense = chain.filter((index) => network.operations[index - 1]?.action.type === "convolution");
  const last = dense.at(-1) ?? 0;
  for (const first of dense.slice(0, -1)) {
    const part = chain.filter((index) => index >= first && index <= last);
    const found = slopesBound(network, part, { maxWork: Math.min(maxWork, SLOPES_WORK) });
    if (found !== null) {
      return [{ chain: part, upper: slackUp(found.upper), method: "slopes", multipliers: found.multipliers }];
    }
  }
  return [];
}

/** About three seconds. */
const SLOPES_WORK = 1.2e9;
