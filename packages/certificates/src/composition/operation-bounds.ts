import type { Direction, UpperMethod } from "../format/certificate.ts";
import { linearMapOf } from "../evaluation/linear-map-of.ts";
import { convolutionUpper } from "../linear/convolution-upper.ts";
import { operatorLower } from "../linear/operator-lower.ts";
import { operationRule } from "../network/operation-rule.ts";
import type { Operation } from "../network/operation.ts";
import { slackDown, slackUp } from "./slack.ts";
import { workOf } from "../network/work-of.ts";

/**
 * What is known of one operation's Lipschitz constant, and how.
 *
 * @internal
 */
export interface OperationBounds {
  readonly lower: number;
  readonly upper: number;
  readonly method: UpperMethod;
  readonly grid?: readonly number[];
  readonly direction?: Direction;
}

/**
 * How much may be spent on an operation.
 *
 * @internal
 */
export interface OperationEffort {
  /** Of the random start of the power iteration behind `lower`. */
  readonly seed: number;
  /** Multiply-adds for the upper bound; the search for the lower one may take a quarter of them. */
  readonly maxWork: number;
}

/**
 * Both ends of an operation's Lipschitz constant.
 *
 * @param operation - the operation
 * @param effort - seed and limit of work
 * @returns the bounds, with slack
 * @throws RangeError if the operation has no constant, or it overflows
 * @internal
 */
export function operationBounds(operation: Operation, effort: OperationEffort): OperationBounds {
  const bounds =
    operation.action.type === "convolution" ? kernelBounds(operation, effort) : ruleBounds(operation, effort);
  if (!(bounds.upper < Infinity)) {
    throw new RangeError(
      `layer ${operation.name}: its Lipschitz constant must be a number of float64, received ${bounds.upper}`,
    );
  }
  return bounds;
}

function kernelBounds(operation: Operation, effort: OperationEffort): OperationBounds {
  if (operation.action.type !== "convolution") throw new RangeError(`layer ${operation.name}: must have a kernel`);
  const { map, kernel } = operation.action;
  const { upper, ...how } = convolutionUpper(map, kernel, { maxWork: effort.maxWork });
  return { upper: slackUp(upper), ...how, ...lowerEnd(operation, effort) };
}

function ruleBounds(operation: Operation, effort: OperationEffort): OperationBounds {
  const rule = operationRule(operation);
  if (rule === null) throw new RangeError(`layer ${operation.name}: must have a rule, received ${operation.kind}`);
  const upper = slackUp(rule.upper, COMPUTED.has(operation.action.type));
  if (rule.lower > 0 || upper === 0) return { lower: slackDown(rule.lower), upper, method: "rule" };
  return { upper, method: "rule", ...lowerEnd(operation, effort) };
}

/** Whose constant is computed from sizes and weights, and not 1 by its nature. */
const COMPUTED: ReadonlySet<string> = new Set([
  "bands",
  "batchNormalization",
  "layerNormalization",
  "merge",
  "rescaling",
]);

function lowerEnd(operation: Operation, { seed, maxWork }: OperationEffort): { lower: number; direction?: Direction } {
  const map = linearMapOf(operation);
  if (map === null) return { lower: 0 };
  const hasKernel = operation.action.type === "convolution";
  const found = operatorLower(map, {
    seed,
    maxSteps: stepsOf(operation, maxWork),
    // What has no kernel treats all places alike, or nearly so.
    ...(!hasKernel && { maxEntries: FEW_ENTRIES }),
  });
  if (found === null || !(found.lower > 0)) return { lower: 0 };
  return { lower: slackDown(found.lower), direction: found.direction };
}

/** Each step applies the map and its adjoint. */
function stepsOf(operation: Operation, maxWork: number): number {
  return Math.min(MOST_STEPS, Math.max(FEWEST_STEPS, Math.floor(maxWork / 4 / (2 * workOf(operation)))));
}

const MOST_STEPS = 60;
const FEWEST_STEPS = 4;
const FEW_ENTRIES = 4096;
