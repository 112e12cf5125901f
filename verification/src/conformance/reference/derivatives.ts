import { plus, squared, times } from "./arithmetic.ts";
import type { Accuracy, Kind, ReferenceNode } from "./node.ts";

/** Entries with the sums of magnitudes that they came from, and how many roundings deep they lie. */
export interface Expected {
  readonly value: Float64Array;
  readonly size: Float64Array;
  readonly roundings: Readonly<Record<Accuracy, number>>;
  /** Whether every step is an addition, a product or a choice of whole numbers. */
  readonly isWhole: boolean;
}

type Table = Map<ReferenceNode, Float64Array>;

/** All nodes that a result is made of, operands before results. */
export function orderOf(result: ReferenceNode): readonly ReferenceNode[] {
  const seen = new Set<ReferenceNode>();
  const order: ReferenceNode[] = [];
  const visit = (node: ReferenceNode) => {
    if (seen.has(node)) return;
    seen.add(node);
    for (const parent of node.parents) visit(parent);
    order.push(node);
  };
  visit(result);
  return order;
}

const zerosLike = (node: ReferenceNode) => new Float64Array(node.value.length);
const into = (table: Table, node: ReferenceNode): Float64Array => {
  const found = table.get(node) ?? zerosLike(node);
  table.set(node, found);
  return found;
};

/** The value of a result as what is expected of a kernel. */
export function expectedValue(result: ReferenceNode): Expected {
  return { value: result.value, size: result.size, ...depthOf(result, (forward) => forward) };
}

/**
 * Gradient of ⟨adjoint, result⟩ with respect to leaves: reverse mode.
 *
 * @param result - what is differentiated
 * @param adjoint - ∂/∂result, exact in float32
 * @param leaves - with respect to what
 */
export function gradients(
  result: ReferenceNode,
  adjoint: ArrayLike<number>,
  leaves: readonly ReferenceNode[],
): Expected[] {
  const tables = { value: adjoints(result, adjoint, "value"), size: adjoints(result, adjoint, "size") };
  const depth = depthOf(result, (forward, backward) => forward + backward);
  return leaves.map((node) => ({ value: into(tables.value, node), size: into(tables.size, node), ...depth }));
}

function adjoints(result: ReferenceNode, adjoint: ArrayLike<number>, kind: Kind): Table {
  const start = Float64Array.from(adjoint);
  const table: Table = new Map([[result, kind === "size" ? start.map(Math.abs) : start]]);
  for (const node of orderOf(result).toReversed())
    node.rule?.pull(
      kind,
      into(table, node),
      node.parents.map((parent) => into(table, parent)),
    );
  return table;
}

/**
 * Gradient of the penalty S = Σ ‖∂f/∂argument‖² with f = Σ_j c_j (y_j + y_j²), with respect to all arguments and to c.
 *
 * The square makes the cotangent depend on y, so that linear operations have a curvature to test too. With g the gradient
 * of f with respect to the arguments, ∇S = 2 H (g, 0): the product with the Hessian is a reverse pass over a forward one.
 *
 * @param y - the operation's result
 * @param args - its arguments
 * @param c - the weights, a leaf of the shape of y
 * @returns one gradient for every argument, then that for c
 * @see Pearlmutter (1994), Fast exact multiplication by the Hessian, https://doi.org/10.1162/neco.1994.6.1.147
 */
export function penaltyGradients(y: ReferenceNode, args: readonly ReferenceNode[], c: ReferenceNode): Expected[] {
  const f = times(c, plus(y, squared(y)));
  const ones = new Float64Array(f.value.length).fill(1);
  const [value, size] = [hessianProduct(f, ones, args, "value"), hessianProduct(f, ones, args, "size")];
  // As deep as the gradient and the gradient of that: every node is passed four times. 8 for squaring, adding
  // up and, of a choice, reading back.
  const depth = depthOf(f, (forward, backward) => 2 * (forward + backward) + 8);
  return [...args, c].map((node) => Object.assign({ value: twice(value, node), size: twice(size, node) }, depth));
}

const twice = (table: Table, node: ReferenceNode) => into(table, node).map((x) => 2 * x);

function hessianProduct(f: ReferenceNode, adjoint: Float64Array, args: readonly ReferenceNode[], kind: Kind): Table {
  const order = orderOf(f);
  const first = adjoints(f, adjoint, kind);
  const tangents: Table = new Map(args.map((node) => [node, into(first, node)]));
  for (const node of order)
    node.rule?.push(
      kind,
      node.parents.map((parent) => into(tangents, parent)),
      into(tangents, node),
    );
  const second: Table = new Map();
  for (const node of order.toReversed()) {
    const targets = node.parents.map((parent) => into(second, parent));
    node.rule?.pull(kind, into(second, node), targets);
    node.rule?.bend(
      kind,
      into(first, node),
      node.parents.map((parent) => into(tangents, parent)),
      targets,
    );
  }
  return second;
}

/** Roundings of all nodes together, at least those along any path; a node used n times adds n - 1 sums. */
function depthOf(
  result: ReferenceNode,
  count: (forward: number, backward: number) => number,
): Pick<Expected, "roundings" | "isWhole"> {
  const order = orderOf(result);
  const uses = order.reduce((sum, node) => sum + node.parents.length, 0) - (order.length - 1);
  const total = (accuracy: Accuracy) => {
    const of = (way: "forward" | "backward") => order.reduce((sum, node) => sum + node.roundings[accuracy][way], 0);
    return count(of("forward"), of("backward") + Math.max(0, uses));
  };
  return {
    roundings: { processor: total("processor"), gpu: total("gpu") },
    isWhole: order.every((node) => node.isWhole),
  };
}
