import { exponential, logarithm } from "./activations.ts";
import { applyMap, type Enclosure, exactly } from "./linear-map.ts";
import { type Action, type Along, type Operation, sizeOf } from "./operation.ts";
import { broadcast } from "./broadcast.ts";
import type { Network } from "./read-model.ts";
import { demand, down, gamma, UNIT, up, type Work } from "./rounding.ts";

// Reads of typed arrays below are in range by construction; `as number` keeps checks out of the inner loops.

/**
 * A box that surely holds what a model makes of one sample in exact arithmetic.
 *
 * @param network - the model
 * @param x - the sample
 * @param fixed - the values of the inputs that are held constant
 * @param work - is charged for it
 * @returns middle and radius of each entry of the output
 * @internal
 */
export function evaluate(
  network: Network,
  x: Float64Array,
  fixed: ReadonlyMap<string, Float64Array>,
  work: Work,
): Enclosure {
  const { operations, fixedInputs } = network;
  const fixedValues = [...fixedInputs.keys()].map((name) => fixed.get(name) ?? new Float64Array());
  const lastUse = new Map<number, number>();
  for (const [i, { inputs }] of operations.entries()) for (const input of inputs) lastUse.set(input, i);
  const signals: (Enclosure | null)[] = [exactly(x)];
  let nFixed = 0;
  for (const [i, operation] of operations.entries()) {
    const inputs = operation.inputs.map((input) => signals[input] as Enclosure);
    const isFixed = operation.action.type === "fixed";
    const result = isFixed ? exactly(fixedValues[nFixed++] as Float64Array) : applyOperation(operation, inputs, work);
    demand(
      result.middle.every(Number.isFinite) && result.radius.every(Number.isFinite),
      () => `the samples of the witness must give finite numbers, but layer ${operation.name} does not`,
    );
    signals.push(result);
    for (const input of operation.inputs) if (lastUse.get(input) === i) signals[input] = null;
  }
  return signals.at(-1) as Enclosure;
}

/**
 * What an operation makes of boxes.
 *
 * @internal
 */
export function applyOperation(operation: Operation, inputs: readonly Enclosure[], work: Work): Enclosure {
  const { action, shape } = operation;
  const [x] = inputs as readonly [Enclosure];
  switch (action.type) {
    case "linear": {
      const moved = action.before === null ? x : added(x, action.before, -1);
      const image = action.map === null ? moved : applyMap(action.map, moved, work);
      return action.after === null ? image : added(image, action.after, 1);
    }
    case "entrywise":
      return entrywise(action, x);
    case "softmax":
      return softmax(action, shape, x);
    case "layerNormalization":
      return layerNormalization(action, shape, x);
    case "maximum":
      return maximum(action, x);
    case "merge":
      return merge(operation, action, inputs);
    case "concatenation":
      return {
        middle: joined(
          inputs.map(({ middle }) => middle),
          operation,
          action.axis,
        ),
        radius: joined(
          inputs.map(({ radius }) => radius),
          operation,
          action.axis,
        ),
      };
    case "embedding":
      return embedded(operation.name, action, x.middle);
    default:
      return product(operation, inputs);
  }
}

/** `x + sign · values`, one rounding. */
function added({ middle, radius }: Enclosure, { values, inner }: Along, sign: number): Enclosure {
  const n = values.length;
  const sum = middle.map((entry, e) => entry + sign * (values[Math.floor(e / inner) % n] as number));
  return { middle: sum, radius: radius.map((r, e) => up(r + UNIT * Math.abs(sum[e] as number))) };
}

/** The value at the middle with its error, and as much more as the slopes on the box allow. */
function entrywise({ activation }: Action & { type: "entrywise" }, { middle, radius }: Enclosure): Enclosure {
  const values = middle.map((x, e) => activation.value(x, e));
  return {
    middle: values,
    radius: radius.map((r, e) => {
      const x = middle[e] as number;
      const wide = up(r + 4 * UNIT * Math.abs(x));
      const [a, b] = r === 0 ? [0, 0] : activation.slopesOn(x - wide, x + wide, e);
      return up(activation.error(x, values[e] as number) + up(r * Math.max(Math.abs(a), Math.abs(b))));
    }),
  };
}

/** The entries along some axes, for each place along the others. */
export function groupsOf(shape: readonly number[], axes: readonly number[]): readonly Int32Array[] {
  const groups = new Map<number, number[]>();
  for (let entry = 0; entry < sizeOf(shape); entry++) {
    let [rest, place] = [entry, 0];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      const n = shape[axis] as number;
      if (!axes.includes(axis)) place = place * n + (rest % n);
      rest = Math.floor(rest / n);
    }
    const group = groups.get(place);
    if (group === undefined) groups.set(place, [entry]);
    else group.push(entry);
  }
  return [...groups.values()].map((group) => Int32Array.from(group));
}

/**
 * Softmax by `e^(x − max)`, whose argument has a rounding of u |x − max| and which is 0 below −690; sums of m positive terms have γ_m. Where
 * each entry moves by at most r, softmax moves by at most r/2, since the rows of its derivative, `p_i (δ_ij − p_j)`, have sizes that
 * sum up to `2 p_i (1 − p_i) <= 1/2`; and entry i of the logarithm by its own radius and r, since its rows are `δ_ij − p_j`.
 */
function softmax(
  { isLogarithm, axes }: Action & { type: "softmax" },
  shape: readonly number[],
  { middle, radius }: Enclosure,
): Enclosure {
  const values = new Float64Array(middle.length);
  const errors = new Float64Array(middle.length);
  for (const group of groupsOf(shape, axes)) {
    const most = group.reduce((largest, e) => Math.max(largest, middle[e] as number), -Infinity);
    const widest = group.reduce((largest, e) => Math.max(largest, radius[e] as number), 0);
    const depths = group.reduce((deepest, e) => Math.max(deepest, Math.min(most - (middle[e] as number), 700)), 0);
    const terms = Float64Array.from(group, (e) => exponential((middle[e] as number) - most));
    const sum = terms.reduce((total, term) => total + term, 0);
    const relative = (8 + 2 * depths) * UNIT + gamma(group.length) + group.length * 2 ** -980;
    const ofSum = logarithm(sum);
    for (const [k, e] of group.entries()) {
      const own = isLogarithm ? (middle[e] as number) - most - ofSum : (terms[k] as number) / sum;
      values[e] = own;
      errors[e] = isLogarithm
        ? up(
            (radius[e] as number) + widest + 2 * relative + 9 * UNIT * (1 + ofSum) + 2 * UNIT * (Math.abs(own) + ofSum),
          )
        : up(widest / 2 + own * 2 * (relative + UNIT) + 2 ** -980);
    }
  }
  return { middle: values, radius: errors };
}

/** Middles and radii of mean, centred entries, variance and root, one after the other. */
function layerNormalization(
  { axes, gamma: gains, beta, epsilon }: Action & { type: "layerNormalization" },
  shape: readonly number[],
  { middle, radius }: Enclosure,
): Enclosure {
  const values = new Float64Array(middle.length);
  const errors = new Float64Array(middle.length);
  for (const group of groupsOf(shape, axes)) {
    const m = group.length;
    const total = (of: (e: number) => number): number => group.reduce((sum, e) => sum + of(e), 0);
    const mean = total((e) => middle[e] as number) / m;
    const ofMean = up(
      (total((e) => (radius[e] as number) + gamma(m + 1) * Math.abs(middle[e] as number)) / m) * (1 + gamma(m + 2)),
    );
    const centred = (e: number): number => (middle[e] as number) - mean;
    const ofCentred = (e: number): number => up((radius[e] as number) + ofMean + UNIT * Math.abs(centred(e)));
    const variance = total((e) => centred(e) * centred(e)) / m;
    const widths = total((e) => (2 * Math.abs(centred(e)) + ofCentred(e)) * ofCentred(e)) / m;
    const ofVariance = up((widths + gamma(m + 2) * variance) * (1 + gamma(m + 6)));
    const root = Math.sqrt(variance + epsilon);
    const least = down(Math.sqrt(down(Math.max(0, down(variance - ofVariance)) + epsilon)));
    const ofRoot = up(ofVariance / (2 * least) + 3 * UNIT * root);
    for (const [k, e] of group.entries()) {
      const quotient = centred(e) / root;
      const gain = gains[k] as number;
      values[e] = quotient * gain + (beta[k] as number);
      const ofQuotient = (ofCentred(e) + Math.abs(quotient) * ofRoot) / least + 2 * UNIT * Math.abs(quotient);
      const own = up(Math.abs(gain) * up(up(ofQuotient) + 2 * UNIT * Math.abs(quotient)));
      errors[e] = up(own + 2 * UNIT * Math.abs(values[e] ?? Number.NaN));
    }
  }
  return { middle: values, radius: errors };
}

/** A maximum moves by no more than the entry that moves most. */
function maximum({ map }: Action & { type: "maximum" }, { middle, radius }: Enclosure): Enclosure {
  const values = new Float64Array(map.outputSize).fill(-Infinity);
  const errors = new Float64Array(map.outputSize);
  const { outputs, inputs } = map.taps();
  for (const [k, output] of outputs.entries()) {
    for (let channel = 0; channel < map.groups; channel++) {
      const [to, from] = [output + channel * map.outputStride, (inputs[k] as number) + channel * map.inputStride];
      values[to] = Math.max(values[to] as number, middle[from] as number);
      errors[to] = Math.max(errors[to] as number, radius[from] as number);
    }
  }
  return { middle: values, radius: errors };
}

function merge(
  { shape, inputShapes }: Operation,
  { how }: Action & { type: "merge" },
  inputs: readonly Enclosure[],
): Enclosure {
  const n = inputs.length;
  const sources = inputShapes.map((own) => broadcast(own, shape));
  const middle = new Float64Array(sizeOf(shape));
  const radius = new Float64Array(sizeOf(shape));
  for (let e = 0; e < middle.length; e++) {
    const xs = inputs.map((input, i) => input.middle[(sources[i] as (e: number) => number)(e)] as number);
    const rs = inputs.map((input, i) => input.radius[(sources[i] as (e: number) => number)(e)] as number);
    if (how === "Maximum" || how === "Minimum") {
      middle[e] = xs.reduce((a, b) => (how === "Maximum" ? Math.max(a, b) : Math.min(a, b)));
      radius[e] = rs.reduce((a, b) => Math.max(a, b));
      continue;
    }
    const sum = xs.reduce((a, b) => (how === "Subtract" ? a - b : a + b));
    const share = how === "Average" ? n : 1;
    middle[e] = sum / share;
    const width = rs.reduce((a, b) => a + b) * (1 + gamma(n)) + xs.reduce((a, b) => a + Math.abs(b), 0) * gamma(n);
    radius[e] = up(up(width) / share);
  }
  return { middle, radius };
}

function joined(inputs: readonly Float64Array[], { inputShapes, shape }: Operation, axis: number): Float64Array {
  const outer = sizeOf(shape.slice(0, axis));
  const whole = new Float64Array(sizeOf(shape));
  let at = 0;
  for (let place = 0; place < outer; place++) {
    for (const [i, input] of inputs.entries()) {
      const run = sizeOf((inputShapes[i] as readonly number[]).slice(axis));
      whole.set(input.subarray(place * run, (place + 1) * run), at);
      at += run;
    }
  }
  return whole;
}

function embedded(
  name: string,
  { table, rows, columns }: Action & { type: "embedding" },
  indices: Float64Array,
): Enclosure {
  const values = new Float64Array(indices.length * columns);
  for (const [i, row] of indices.entries()) {
    demand(
      Number.isInteger(row) && row >= 0 && row < rows,
      () => `what layer ${name} looks up must be whole numbers from 0 to ${rows - 1}, received ${row}`,
    );
    values.set(table.subarray(row * columns, (row + 1) * columns), i * columns);
  }
  return exactly(values);
}

/** Products have one rounding each, and a sum of n of them γ_n. */
function product({ action, shape, inputShapes }: Operation, inputs: readonly Enclosure[]): Enclosure {
  const isInner = action.type === "product" && action.isInner;
  const common = isInner ? (inputShapes[0] as readonly number[]) : shape;
  const sources = inputShapes.map((own) => broadcast(own, common));
  const [a, b] = inputs as readonly [Enclosure, Enclosure];
  const middle = new Float64Array(sizeOf(common));
  const radius = new Float64Array(sizeOf(common));
  for (let e = 0; e < middle.length; e++) {
    const [i, j] = sources.map((source) => source(e)) as [number, number];
    const [x, y, r, s] = [a.middle[i], b.middle[j], a.radius[i], b.radius[j]] as [number, number, number, number];
    middle[e] = x * y;
    radius[e] =
      up(up(Math.abs(x) * s) + up((Math.abs(y) + s) * r)) + gamma(isInner ? middle.length : 1) * Math.abs(x * y);
  }
  if (!isInner) return { middle, radius: radius.map(up) };
  const n = middle.length;
  return {
    middle: Float64Array.of(middle.reduce((sum, own) => sum + own, 0)),
    radius: Float64Array.of(up(radius.reduce((sum, own) => sum + own, 0) * (1 + gamma(n + 4)) + n * Number.MIN_VALUE)),
  };
}
