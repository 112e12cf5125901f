import { isList, type JsonObject, own, shown } from "./json.ts";
import { layerError } from "./layer-call.ts";
import type { ModelGraph } from "./model-graph.ts";
import { checkedSize } from "./sizes.ts";

/**
 * The shape of one sample of an input of a model.
 *
 * @param graph - the model
 * @param name - of the input layer
 * @param given - stands for axes that are open
 * @returns all sizes
 * @throws RangeError if axes stay open, or the given shape does not fit
 * @internal
 */
export function sampleShape(
  graph: ModelGraph,
  name: string | undefined,
  given: readonly number[] | undefined,
): readonly number[] {
  const layer = { path: name ?? graph.name };
  const config: JsonObject = graph.layers.get(name ?? "")?.config ?? {};
  const batch = own(config, "batch_input_shape") ?? own(config, "batchInputShape") ?? own(config, "batch_shape");
  const wanted = isList(batch) ? batch.slice(1) : undefined;
  if (batch !== undefined && wanted === undefined) {
    throw layerError(layer, `batch_input_shape must be a list, received ${shown(batch)}`);
  }
  const shape = given ?? wanted;
  const fits =
    shape !== undefined &&
    shape.length > 0 &&
    shape.length === (wanted ?? shape).length &&
    shape.every((n, axis) => typeof n === "number" && (wanted?.[axis] ?? n) === n);
  if (!fits) {
    const rule =
      wanted === undefined ? "of one sample must be given" : `must be ${shown(wanted)} for one sample, all axes known`;
    throw layerError(layer, `the input's shape ${rule} (option inputShape), received ${shown(given)}`);
  }
  const sizes = shape.map(Number);
  checkedSize(layer, sizes);
  return sizes;
}
