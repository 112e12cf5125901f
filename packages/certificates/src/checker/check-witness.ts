import type { Certificate, Direction } from "../format/certificate.ts";
import { evaluate } from "./evaluate.ts";
import { applyMap, exactly } from "./linear-map.ts";
import { frobeniusUp } from "./norm-test.ts";
import { type Operation, sizeOf } from "./operation.ts";
import { bytesOf } from "./read-certificate.ts";
import type { Network } from "./read-model.ts";
import { demand, down, gamma, UNIT, up, type Work } from "./rounding.ts";

/**
 * The norm of a linear operation is at least `|T v| / |v|`, rounded down, for the direction v of whole numbers.
 *
 * @param name - of the layer, for the reason
 * @param direction - v, a box of the input
 * @param operation - T
 * @param work - is charged for it
 * @returns the lower bound
 * @internal
 */
export function directionLower(name: string, direction: Direction, operation: Operation, work: Work): number {
  const { offset, shape, int16 } = direction;
  const { action, inputShapes } = operation;
  demand(
    action.type === "linear",
    () => `layer ${name}, a ${operation.kind}, must have no direction, since it is not linear`,
  );
  const whole = inputShapes[0] ?? [];
  demand(
    offset.length === whole.length &&
      shape.length === whole.length &&
      shape.every((n, axis) => (offset[axis] ?? 0) + n <= (whole[axis] ?? 0)),
    () =>
      `direction of layer ${name} must lie in [${whole.join(", ")}], received [${shape.join(", ")}] at [${offset.join(", ")}]`,
  );
  const size = sizeOf(shape);
  const data = bytesOf(`direction of layer ${name}`, int16, 2 * size);
  const v = new Float64Array(sizeOf(whole));
  let square = 0;
  for (let k = 0; k < size; k++) {
    let [rest, entry, stride] = [k, 0, 1];
    for (let axis = whole.length - 1; axis >= 0; axis--) {
      const n = shape[axis] as number;
      entry += ((offset[axis] as number) + (rest % n)) * stride;
      rest = Math.floor(rest / n);
      stride *= whole[axis] as number;
    }
    const value = data.getInt16(2 * k, true);
    v[entry] = value;
    square += value * value;
  }
  demand(square > 0, () => `direction of layer ${name} must not be zero`);
  const image = action.map === null ? exactly(v) : applyMap(action.map, exactly(v), work);
  return quotientDown(lengthDown(image.middle, image.radius), up(Math.sqrt(square * (1 + gamma(size)))));
}

/** At most the length of a vector whose entries lie within `radius` of `middle`: the squares and their sum have n + 2 roundings. */
function lengthDown(middle: ArrayLike<number>, radius: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < middle.length; i++) largest = Math.max(largest, Math.abs(middle[i] as number));
  let scale = 1; // a power of two that keeps squares from under- and overflowing
  while (largest * scale > 2 && scale > 2 ** -1000) scale /= 2;
  while (largest * scale < 1 && scale < 2 ** 1000) scale *= 2;
  let sum = 0;
  for (let i = 0; i < middle.length; i++) {
    const least = down(Math.abs(middle[i] as number) - (radius[i] as number)) * scale;
    if (least > 0) sum += least * least;
  }
  return down(Math.sqrt(sum * (1 - gamma(middle.length + 4)))) / scale;
}

function quotientDown(a: number, b: number): number {
  return Math.max(0, down(a / b));
}

/**
 * The two samples must lie in the range, and attain the lower end.
 *
 * @param certificate - all its layers and bounds are checked already
 * @param network - the model
 * @param work - is charged for it
 * @internal
 */
export function checkWitness({ lower, witness }: Certificate, network: Network, work: Work): void {
  if (witness === null) {
    demand(lower === 0, () => `lower must be 0 without a witness, received ${lower}`);
    return;
  }
  const [least, most] = witness.range;
  demand(least <= most, () => `range of the witness must ascend, received [${least}, ${most}]`);
  const size = sizeOf(network.inputShape);
  const [x, y] = (["x", "y"] as const).map((name) => {
    const data = bytesOf(`${name} of the witness`, witness[name], 4 * size);
    const sample = Float64Array.from({ length: size }, (_, i) => data.getFloat32(4 * i, true));
    const outside = sample.find((entry) => !(entry >= least && entry <= most));
    demand(outside === undefined, () => `${name} of the witness must lie in [${least}, ${most}], received ${outside}`);
    return sample;
  }) as [Float64Array, Float64Array];
  const fixed = fixedValues(witness.fixed ?? {}, network.fixedInputs);
  const [fx, fy] = [evaluate(network, x, fixed, work), evaluate(network, y, fixed, work)];
  const difference = fx.middle.map((value, i) => value - (fy.middle[i] as number));
  const radius = fx.radius.map((r, i) =>
    up(up(r + (fy.radius[i] as number)) + UNIT * Math.abs(difference[i] as number)),
  );
  // Differences of float32 numbers have one rounding each.
  const distance = up(frobeniusUp(x.map((entry, i) => entry - (y[i] as number))));
  demand(distance > Number.MIN_VALUE, () => "the samples of the witness must differ");
  const found = quotientDown(lengthDown(difference, radius), distance);
  demand(lower <= found, () => `lower must be at most ${found}, which the witness attains, received ${lower}`);
}

function fixedValues(
  given: Readonly<Record<string, readonly number[]>>,
  inputs: ReadonlyMap<string, number>,
): ReadonlyMap<string, Float64Array> {
  const values = new Map(Object.entries(given).map(([name, numbers]) => [name, Float64Array.from(numbers)]));
  for (const name of values.keys()) {
    demand(inputs.has(name), () => `fixed of the witness must be inputs of the model, received ${name}`);
  }
  for (const [name, size] of inputs) {
    const own = values.get(name);
    demand(
      own?.length === size,
      () => `fixed input ${name} must have ${size} values, received ${own?.length ?? "none"}`,
    );
    const bad = own.find((value) => !Number.isInteger(value));
    demand(bad === undefined, () => `fixed input ${name} must have whole numbers, received ${bad}`);
  }
  return values;
}
