import { layerError, type Signal } from "./layer-call.ts";
import type { LayerNode, ModelGraph, Reference } from "./model-graph.ts";

/** A model at one place. */
export interface Scope {
  readonly graph: ModelGraph;
  readonly prefix: string;
  readonly outer: Scope | null;
  /** What the outer model feeds into the inputs. */
  readonly feeds: readonly Reference[];
  /** What has been computed, by layer and application; null while it is. */
  readonly results: Map<string, Signal | null>;
  /** Models inside, by layer and application. */
  readonly inner: Map<string, Scope>;
  /** The varied input, of the outermost model. */
  readonly input: Signal | null;
}

/** A layer that is to be applied. */
export interface Place {
  readonly scope: Scope;
  readonly node: LayerNode;
  readonly key: string;
  readonly feeds: readonly Reference[];
}

/** Through models in models: more steps go round in circles. */
const MOST_STEPS = 100_000;

/**
 * The signal that a reference stands for, or the layer that has to be applied to get it: through input layers outwards, and
 * through models inwards.
 *
 * @throws RangeError for a reference to nothing, or one that goes round in a circle
 * @internal
 */
export function placeOf(from: Scope, reference: Reference): Signal | Place {
  let scope = from;
  let { layer, call } = reference;
  for (let step = 0; step < MOST_STEPS; step++) {
    const node = scope.graph.layers.get(layer);
    const path = `${scope.prefix}${layer}`;
    if (node === undefined) throw layerError({ path }, "it must be in the model, received none");
    if (node.kind === "InputLayer") {
      const position = scope.graph.inputs.indexOf(layer);
      if (position < 0) throw layerError({ path }, "it must be among the inputs of its model, received another");
      if (scope.outer === null) return outermostInput(scope, node, position);
      const feed = scope.feeds[position];
      if (feed === undefined) throw layerError({ path }, "something must flow into it, received nothing");
      scope = scope.outer;
      ({ layer, call } = feed);
      continue;
    }
    const feeds = node.calls[call];
    if (feeds === undefined) {
      throw layerError({ path }, `it must have an application ${call}, received ${node.calls.length} applications`);
    }
    const key = `${call} ${layer}`;
    if (node.model === null) {
      const result = scope.results.get(key);
      if (result === null) throw layerError({ path }, "the model must have no cycles, received one through it");
      return result ?? { scope, node, key, feeds };
    }
    scope = innerScope(scope, node, node.model, key, feeds);
    ({ layer, call } = node.model.output);
  }
  throw layerError({ path: reference.layer }, "the model must have no cycles, received one through it");
}

function innerScope(outer: Scope, node: LayerNode, graph: ModelGraph, key: string, feeds: readonly Reference[]): Scope {
  const known = outer.inner.get(key);
  if (known !== undefined) return known;
  const path = `${outer.prefix}${node.name}`;
  if (feeds.length !== graph.inputs.length) {
    throw layerError({ path }, `it must be fed ${graph.inputs.length} inputs, received ${feeds.length}`);
  }
  const scope = { graph, prefix: `${path}/`, outer, feeds, results: new Map(), inner: new Map(), input: null };
  outer.inner.set(key, scope);
  return scope;
}

function outermostInput(scope: Scope, node: LayerNode, position: number): Signal | Place {
  if (position === 0 && scope.input !== null) return scope.input;
  const key = `0 ${node.name}`;
  return scope.results.get(key) ?? { scope, node, key, feeds: [] };
}
