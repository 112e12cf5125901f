import { type Certificate, fromBase64, type ModelArtifacts, toBase64 } from "@lipschitz-gan/certificates";
import { createRng, type RandomStream } from "@lipschitz-gan/core";
import * as fc from "fast-check";
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import { beforeAll, describe, expect, it } from "vitest";
import { checkCertificate } from "../../src/checker/check-certificate.ts";
import { evaluate } from "../../src/evaluation/evaluate.ts";
import { evaluatorOf } from "../../src/evaluation/internal/evaluators.ts";
import { linearMapOf } from "../../src/evaluation/linear-map-of.ts";
import type { Network, Operation } from "../../src/network/operation.ts";
import { readNetwork } from "../../src/network/read-network.ts";
import { randomVector, sizeOf } from "../support/random-vector.ts";
import { randomizeWeights, savedModel } from "../support/saved-model.ts";
import { branchingCritic, convolutionalCritic, denseCritic } from "./support/critics.ts";
import { issue, signed } from "./support/issue.ts";

/** Plain JSON. */
type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** What is true of a model, found without the checker: numbers that no true claim can contradict. */
interface Truth {
  readonly artifacts: ModelArtifacts;
  readonly certificate: Certificate;
  readonly network: Network;
  /** For each operation the norm, exact for linear ones, of others the steepest of many pairs. */
  readonly norms: readonly { readonly value: number; readonly isExact: boolean }[];
  /** For each operation the steepest of many pairs of samples of the model, in float64. */
  readonly ratios: readonly number[];
}

const TRUTHS: Truth[] = [];

beforeAll(async () => {
  for (const [build, options] of [
    [convolutionalCritic, { box: [-0.1, 0.1] }],
    [branchingCritic, { fixed: { label: [2] } }],
    [denseCritic, { box: [0, 0.01] }],
  ] as const) {
    const model = build();
    randomizeWeights(model, 3);
    const artifacts = await savedModel(model);
    const network = readNetwork(artifacts);
    TRUTHS.push({
      artifacts,
      network,
      certificate: await issue(artifacts, options),
      norms: network.operations.map(normOf),
      ratios: ratiosOf(network),
    });
    model.dispose();
  }
});

function svdNorm(columns: number[][]): number {
  const matrix = new Matrix(columns);
  return new SingularValueDecomposition(matrix.rows < matrix.columns ? matrix.transpose() : matrix).norm2;
}

/** The explicit matrix of linear operations, by columns. */
function columnsOf(operations: readonly Operation[]): number[][] {
  const size = sizeOf(operations[0]?.inputShapes[0] ?? []);
  return Array.from({ length: size }, (_, j) => {
    let image: Float64Array = Float64Array.from({ length: size }, (_entry, i) => Number(i === j));
    for (const operation of operations) image = linearMapOf(operation)?.apply(image) ?? image;
    return [...image];
  });
}

function length(xs: ArrayLike<number>): number {
  return Math.sqrt(Array.from(xs).reduce((sum, x) => sum + x * x, 0));
}

function distance(x: Float64Array, y: Float64Array): number {
  return length(x.map((entry, i) => entry - (y[i] ?? 0)));
}

function normOf(operation: Operation): { value: number; isExact: boolean } {
  if (!operation.isVaried) return { value: 0, isExact: false };
  if (linearMapOf(operation) !== null) return { value: svdNorm(columnsOf([operation])), isExact: true };
  const { value } = evaluatorOf(operation);
  let most = 0;
  for (let k = 0; k < 200; k++) {
    const xs = operation.inputShapes.map((shape, i) => randomVector(1000 * k + i, sizeOf(shape)));
    // A fixed branch does not move.
    const isMoved = operation.action.type === "projection" ? 1 - operation.action.fixed : -1;
    const ys = xs.map((x, i) =>
      isMoved >= 0 && i !== isMoved ? x : x.map((entry, j) => entry + (0.1 / (k + 1)) * Math.cos(j + k)),
    );
    if (operation.action.type === "projection") continue; // its other input is a row of a table
    most = Math.max(most, distance(value(xs), value(ys)) / length(xs.map((x, i) => distance(x, ys[i] ?? x))));
  }
  return { value: most, isExact: false };
}

function ratiosOf(network: Network): number[] {
  const most = network.operations.map(() => 0);
  for (let k = 0; k < 100; k++) {
    const size = sizeOf(network.inputShape);
    const x = randomVector(k, size);
    const direction = randomVector(k + 5000, size, 10 ** -(k % 4));
    const y = x.map((entry, i) => entry + (direction[i] ?? 0));
    const [fx, fy] = [x, y].map((sample) => signals(network, sample));
    for (const [i] of network.operations.entries()) {
      const moved = distance(fx?.[i + 1] ?? x, fy?.[i + 1] ?? x);
      most[i] = Math.max(most[i] ?? 0, moved / distance(x, y));
    }
  }
  return most;
}

/** What every operation gives, for label 2. */
function signals(network: Network, x: Float64Array): Float64Array[] {
  const all = [x];
  for (const operation of network.operations) {
    const inputs = operation.inputs.map((input) => all[input] ?? new Float64Array());
    all.push(operation.action.type === "fixed" ? Float64Array.of(2) : evaluatorOf(operation).value(inputs));
  }
  return all;
}

/** Whether a bound is above the truth, up to the rounding of both. */
function isAbove(claim: number, truth: number): boolean {
  return claim >= truth * (1 - 1e-10);
}

function isBelow(claim: number, truth: number): boolean {
  return claim <= truth * (1 + 1e-10);
}

/** What a certificate speaks of. */
function identity({ format, version, norm, claim, model, layers }: Certificate): string {
  const edges = layers.map(({ name, kind, inputs }) => ({ name, kind, inputs }));
  return JSON.stringify({ format, version, norm, claim, model, edges });
}

/** What an accepted certificate says that is not true. */
function falsehoods(truth: Truth, claimed: Certificate): string[] {
  const { certificate: original, network, norms, ratios } = truth;
  const found: string[] = [];
  const rule = (isTrue: boolean, what: string): void => {
    if (!isTrue) found.push(what);
  };
  rule(identity(claimed) === identity(original), "identity");
  for (const [i, { name, upper, lower, bound, direction }] of claimed.layers.entries()) {
    const { value = 0, isExact = false } = norms[i] ?? {};
    rule(isAbove(upper, value), `upper of ${name}`);
    // Of what is not linear the rules know 1 or nothing.
    rule(isExact ? isBelow(lower, value) : lower <= (original.layers[i]?.lower ?? 0), `lower of ${name}`);
    rule(isExact || direction === undefined, `direction of ${name}`);
    rule(isAbove(bound, ratios[i] ?? 0), `bound of ${name}`);
  }
  for (const { chain, upper } of claimed.merges) {
    const operations = chain.flatMap((index) => network.operations[index - 1] ?? []);
    const isLinear = operations.every((operation) => linearMapOf(operation) !== null);
    rule(isAbove(upper, isLinear ? svdNorm(columnsOf(operations)) : steepest(operations)), `merge ${chain.join()}`);
  }
  rule(isAbove(claimed.upper, ratios.at(-1) ?? 0), "upper");
  rule(isBelow(claimed.lower, claimed.witness === null ? 0 : attained(network, claimed.witness)), "lower");
  rule(claimed.local === null || isLocallyTrue(network, claimed.local), "local");
  return found;
}

/** What the samples show; NaN where they are none. */
function attained(network: Network, { x, y, range, fixed = {} }: Certificate["witness"] & object): number {
  const [a, b] = [sampleOf(x), sampleOf(y)];
  if (![...a, ...b].every((entry) => entry >= range[0] && entry <= range[1])) return Number.NaN;
  return distance(evaluate(network, a, fixed), evaluate(network, b, fixed)) / distance(a, b);
}

function sampleOf(text: string): Float64Array {
  return Float64Array.from(new Float32Array(fromBase64(text).slice().buffer));
}

function isLocallyTrue(network: Network, { low, high, upper }: Certificate["local"] & object): boolean {
  for (let k = 0; k < 10; k++) {
    const random = createRng(k).stream("box");
    const sample = (): Float64Array =>
      Float64Array.from({ length: sizeOf(network.inputShape) }, (_, i) => {
        return entryOf(low, i) + random.uniform() * (entryOf(high, i) - entryOf(low, i));
      });
    const [x, y] = [sample(), sample()];
    const moved = distance(signals(network, x).at(-1) ?? x, signals(network, y).at(-1) ?? x);
    if (!(moved <= upper * distance(x, y) * (1 + 1e-9) + 1e-13)) return false;
  }
  return true;
}

/** The part of a box that samples are drawn from: beyond it squares of their distance would overflow. */
function entryOf(end: number | readonly number[], i: number): number {
  const entry = typeof end === "number" ? end : (end[i] ?? 0);
  return Math.max(-1e100, Math.min(1e100, entry));
}

/** The steepest of some pairs of inputs of a chain. */
function steepest(operations: readonly Operation[]): number {
  let most = 0;
  for (let k = 0; k < 20; k++) {
    const x = randomVector(k, sizeOf(operations[0]?.inputShapes[0] ?? []));
    const y = x.map((entry, i) => entry + 1e-3 * Math.cos(i + k));
    const run = (sample: Float64Array): Float64Array =>
      operations.reduce((signal, operation) => evaluatorOf(operation).value([signal]), sample);
    most = Math.max(most, distance(run(x), run(y)) / distance(x, y));
  }
  return most * (1 - 1e-9);
}

/** Every place in a value: the container, and the key in it. */
function places(value: Json, found: [Json[] | { [key: string]: Json }, string][] = []): typeof found {
  if (typeof value === "object" && value !== null) {
    const holder = value;
    for (const key of Object.keys(holder)) {
      found.push([holder, key]);
      places((holder as { [key: string]: Json })[key] ?? null, found);
    }
  }
  return found;
}

/** Changes one place of a certificate; small changes of numbers most often, since those are the hardest to see. */
function mutate(draft: Json, random: RandomStream): void {
  const all = places(draft);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random.uniform() * list.length)] as T;
  const [holder, key] = pick(all);
  const object = holder as { [key: string]: Json };
  const value = object[key] ?? null;
  const choice = random.uniform();
  if (choice < 0.1) {
    const [other, otherKey] = pick(all);
    const target = other as { [key: string]: Json };
    [object[key], target[otherKey]] = [structuredClone(target[otherKey] ?? null), structuredClone(value)];
  } else if (choice < 0.16) {
    if (Array.isArray(holder)) holder.splice(Number(key), 1);
    else delete object[key];
  } else if (choice < 0.2 && Array.isArray(holder)) {
    holder.splice(Number(key), 0, structuredClone(value));
  } else if (typeof value === "number") {
    const size = 10 ** (-14 * random.uniform());
    object[key] = pick([
      value * (1 - size),
      value * (1 + size),
      value - size,
      value + 1,
      value - 1,
      0,
      -value,
      value / 2,
      Number(String(value).replace(/\d/, String(Math.floor(random.uniform() * 10)))),
      1e308,
    ]);
  } else if (typeof value === "string") {
    object[key] = mutatedText(value, random);
  } else if (Array.isArray(value)) {
    if (random.uniform() < 0.5) value.reverse();
    else value.splice(Math.floor(random.uniform() * (value.length + 1)), 1);
  } else if (value === null || typeof value === "boolean") object[key] = pick([0, 1, {}, [], "text"]);
  else object[key] = null;
}

function mutatedText(text: string, random: RandomStream): string {
  if (/^[A-Za-z0-9+/]{8,}=*$/.test(text) && text.length % 4 === 0 && random.uniform() < 0.8) {
    const bytes = fromBase64(text).slice();
    const at = Math.floor(random.uniform() * bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(8 * random.uniform()));
    return toBase64(bytes);
  }
  const at = Math.floor(random.uniform() * text.length);
  const methods = ["rule", "cholesky", "fourier", "reshaped", "slopes", "global", "intervals"];
  if (methods.includes(text)) return methods[Math.floor(random.uniform() * methods.length)] ?? text;
  return text.slice(0, at) + String.fromCharCode(48 + Math.floor(75 * random.uniform())) + text.slice(at + 1);
}

describe("mutated certificates", () => {
  it("are refused, or true all the same", async () => {
    let [accepted, refused] = [0, 0];
    const runs = 6 * (fc.readConfigureGlobal().numRuns ?? 100);
    await fc.assert(
      fc.asyncProperty(fc.nat(2), fc.nat(), fc.integer({ min: 1, max: 2 }), async (which, seed, times) => {
        const truth = TRUTHS[which] as Truth;
        const { digest: _, ...body } = structuredClone(truth.certificate);
        const random = createRng(seed).stream("mutation");
        for (let k = 0; k < times; k++) mutate(body as unknown as Json, random);
        let text: string;
        try {
          text = JSON.stringify(await signed(body));
        } catch {
          text = JSON.stringify({ ...body, digest: "0".repeat(64) }); // JSON has no such numbers
        }
        const { valid, reason } = await checkCertificate(text, truth.artifacts);
        if (valid) accepted++;
        else refused++;
        expect(valid ? falsehoods(truth, JSON.parse(text) as Certificate) : []).toEqual([]);
        expect(valid ? "true" : reason).toMatch(/^(?!.*(undefined|cannot be read)).{4}/);
      }),
      { numRuns: runs },
    );
    // Numbers that get weaker are true; most changes are not.
    expect(accepted).toBeGreaterThan(0);
    expect(refused).toBeGreaterThan(accepted);
  });
});
