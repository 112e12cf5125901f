import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { runCommand } from "../support/run-command.ts";
import { gzippedTwice, idxFolder, images } from "../support/idx-folder.ts";
import { listing, tempFolder } from "../support/temp-folder.ts";
import { tiny } from "../support/tiny-run.ts";

/** A case: what stands in the folder, what is asked for, and what the one line must say. */
interface Case {
  readonly name: string;
  readonly args: readonly string[];
  readonly says: RegExp;
  readonly files?: Readonly<Record<string, string | Uint8Array>>;
}

const train = (...args: readonly string[]): readonly string[] => ["train", ...args];
const config = (content: string | Uint8Array): Pick<Case, "args" | "files"> => ({
  args: train("--config", "given.json"),
  files: { "given.json": content },
});

const verify = (...args: readonly string[]): readonly string[] => ["verify", ...args];
const module = (name: string, content: string): Pick<Case, "args" | "files"> => ({
  args: verify("--constraint", name),
  files: { [name]: content },
});

const verification: readonly Case[] = [
  { name: "no run at all", args: verify("--runs", "0"), says: /--runs: must be an integer in .*received 0/ },
  { name: "a seed that is none", args: verify("--seed", "seven"), says: /--seed: .*received "seven"/ },
  { name: "an unknown backend to verify on", args: verify("--backend", "wams"), says: /did you mean "wasm"/ },
  {
    name: "an unknown law",
    args: verify("--law", "loss/monoton3"),
    says: /did you mean "loss\/monotone".*tables of laws are/,
  },
  {
    name: "a module that is none",
    args: verify("--constraint", "nope.mjs"),
    says: /received nope\.mjs, which is no file/,
  },
  {
    name: "a module that does not parse",
    ...module("own.mjs", "export const constraint = ;"),
    says: /own\.mjs could not be loaded/,
  },
  {
    name: "a module without exports",
    ...module("own.mjs", ""),
    says: /own\.mjs must export .*a module without exports/,
  },
  {
    name: "a module that exports something else",
    ...module("own.mjs", "export const constrain = 1;"),
    says: /received the exports constrain/,
  },
  {
    name: "a factory that throws",
    ...module("own.mjs", "export default () => { throw new Error('no k'); };"),
    says: /the function that own\.mjs exports failed: no k/,
  },
  {
    name: "a factory of something else",
    ...module("own.mjs", "export default () => ({ name: 'mine' });"),
    says: /must return an object with name, guarantee and bind/,
  },
  {
    name: "a constraint that binds to nothing",
    ...module(
      "own.mjs",
      "export default { name: 'mine', guarantee: { statement: 'None.', promises: [] }, bind: () => { throw new Error('not today'); } };",
    ),
    says: /not today/,
  },
];

const names: readonly Case[] = [
  { name: "no command", args: [], says: /a command is needed/ },
  { name: "an unknown command", args: ["tran"], says: /unknown command 'tran' \(Did you mean train\?\)/ },
  { name: "an unknown flag", args: train("--stps", "3"), says: /unknown option '--stps' \(Did you mean --steps\?\)/ },
  { name: "a flag without its value", args: train("--steps"), says: /argument missing/ },
  { name: "an argument too many", args: train("mnist"), says: /too many arguments/ },
  { name: "an unknown data set", args: train("--dataset", "mnits"), says: /must be one of .*did you mean "mnist"/ },
  { name: "an unknown model", args: train("--model", "cnn3"), says: /received "cnn3"; did you mean "cnn32"/ },
  {
    name: "an unknown constraint",
    args: train("--constraint", "spectral-norm,weight-norms"),
    says: /--constraint\[1\]: .*received "weight-norms"; did you mean "weight-norm"/,
  },
  { name: "no constraint", args: train("--constraint", ""), says: /--constraint\[0\]: must be one of/ },
  { name: "an unknown loss", args: train("--loss", "higne"), says: /received "higne"; did you mean "hinge"/ },
  { name: "an unknown backend", args: train("--backend", "wams"), says: /received "wams"; did you mean "wasm"/ },
  { name: "an unknown data set to fetch", args: ["datasets", "fetch", "cifar"], says: /did you mean "cifar10"/ },
  { name: "a run that is none", args: ["sample", "nowhere"], says: /nowhere\/config\.json: .*does not exist/ },
];

const numbers: readonly Case[] = (
  "--steps --batch-size --n-critic --latent-size --power-iterations --threads " +
  "--checkpoint-every --sample-every --certify-every --width --learning-rate --max-minutes --k"
)
  .split(" ")
  .map((flag) => {
    // Which values are out of range is a matter of the schema's own tests; here: the flag is heard, and in what words.
    const value = { "--steps": "0", "--batch-size": "1e9", "--width": "1000000", "--k": "NaN" }[flag] ?? "-1";
    const shown = value === "1e9" ? "1000000000" : value;
    return {
      name: `${flag} ${value}`,
      args: train(flag, value),
      says: new RegExp(`${flag}: must be .*received "?${shown}`),
    };
  });

const moreNumbers: readonly Case[] = [
  { name: "1e12 steps", args: train("--steps", "1e12"), says: /--steps: .*received 1000000000000/ },
  { name: "an infinite learning rate", args: train("--learning-rate", "1e999"), says: /received Infinity/ },
  { name: "half a step", args: train("--steps", "1.5"), says: /--steps: must be an integer .*received 1\.5/ },
  { name: "a number that is none", args: train("--seed", "seven"), says: /--seed: .*received "seven"/ },
  { name: "beta1 of 1", args: train("--beta1", "1"), says: /--beta1: must be a number in \[0, 1\), received 1/ },
  { name: "a seed above 2^53", args: train("--seed", "9007199254740993"), says: /--seed: must be an integer/ },
];

const pairs: readonly Case[] = [
  {
    name: "the MLP on pictures",
    args: train("--model", "mlp"),
    says: /mnist has pictures, so the model must be cnn32/,
  },
  {
    name: "a CNN on points",
    args: train("--dataset", "ring8", "--model", "cnn32"),
    says: /must be mlp, received "cnn32"/,
  },
  {
    name: "clipping before normalising",
    args: train("--constraint", "weight-clipping,spectral-norm"),
    says: /--constraint: .*weight-clipping .*no longer holds.*Change the order or leave one out$/,
  },
  { name: "none beside others", args: train("--constraint", "none,weight-norm"), says: /none stands alone/ },
  {
    name: "a constraint twice",
    args: train("--constraint", "weight-norm,weight-norm"),
    says: /received "weight-norm" twice/,
  },
  {
    name: "the flag for constraints twice, which adds up",
    args: train("--constraint", "weight-norm", "--constraint", "spectral-norm,weight-norm"),
    says: /received "weight-norm" twice/,
  },
  { name: "more threads than there can be", args: train("--threads", "9"), says: /--threads: .*received 9/ },
  {
    name: "a flag of another constraint",
    args: train("--clip", "1"),
    says: /--clip: belongs to the constraint weight-clipping/,
  },
  {
    name: "a folder for generated points",
    args: train("--dataset", "ring8", "--data-folder", "."),
    says: /takes no folder/,
  },
  { name: "a checkpoint of no run", args: train("--checkpoint", "step-00000001"), says: /--resume/ },
];

const configs: readonly Case[] = [
  { name: "a config that is missing", args: train("--config", "none.json"), says: /none\.json: .*does not exist/ },
  { name: "a config that is a directory", args: train("--config", "."), says: /received a directory/ },
  { name: "an empty config", ...config(""), says: /given\.json: must hold a JSON object, received an empty file/ },
  { name: "a config that is no JSON", ...config("{ steps: 3 }"), says: /given\.json: must be JSON/ },
  { name: "a config of bytes", ...config(Uint8Array.from([0, 1, 255, 254])), says: /given\.json: must be JSON/ },
  { name: "a config that is a list", ...config("[1]"), says: /must hold a JSON object, received \[1\]/ },
  {
    name: "an unknown key",
    ...config('{"batchsize":3}'),
    says: /given\.json: batchsize: unknown key; did you mean "batchSize"/,
  },
  { name: "a key far from all", ...config('{"zzzzzzzz":3}'), says: /zzzzzzzz: unknown key; the keys are dataset,/ },
  {
    name: "a key of the wrong type",
    ...config('{"steps":"3"}'),
    says: /given\.json: steps: must be an integer .*received "3"/,
  },
  {
    name: "a list with a wrong name",
    ...config('{"constraint":["nome"]}'),
    says: /constraint\[0\]: .*did you mean "none"/,
  },
];

const data: readonly Case[] = [
  { name: "a data folder that is missing", args: train("--data-folder", "nowhere"), says: /nowhere/ },
  ...(
    [
      ["truncated", images.subarray(0, 1000), /train-images-idx3-ubyte: .*received/],
      ["empty", new Uint8Array(0), /train-images-idx3-ubyte: .*received/],
      ["of a wrong magic", Uint8Array.from([1, 2, 3, 4, ...images.subarray(4)]), /train-images-idx3-ubyte: .*received/],
      ["gzipped twice", gzippedTwice(images), /train-images-idx3-ubyte: .*gzip/],
    ] as const
  ).map(([what, bytes, says]) => ({
    name: `images that are ${what}`,
    args: train("--data-folder", "digits"),
    says,
    files: { "digits/train-images-idx3-ubyte": bytes },
  })),
  {
    name: "CIFAR files of a wrong length",
    args: train("--dataset", "cifar10", "--data-folder", "photos"),
    says: /data_batch_1\.bin: .*received/,
    files: Object.fromEntries(
      [1, 2, 3, 4, 5].map((i) => [`photos/data_batch_${i}.bin`, new Uint8Array(3073)] as const),
    ),
  },
];

const folders: readonly Case[] = [
  {
    name: "an output folder in use",
    args: train("--out", "used"),
    says: /--out: must be a new or an empty folder.*--resume used/,
    files: { "used/notes.txt": "mine" },
  },
  {
    name: "an output folder that is a file",
    args: train("--out", "file"),
    says: /--out: .*is a file/,
    files: { file: "mine" },
  },
  {
    name: "an output folder under a file",
    args: train("--out", "file/run"),
    says: /--out: .*is a file/,
    files: { file: "mine" },
  },
  {
    name: "an output folder that cannot be made",
    args: train(...tiny, "--out", "/proc/run"),
    says: /--out: must be a folder that can be written/,
  },
  { name: "a run to resume that is none", args: train("--resume", "."), says: /config\.json: .*does not exist/ },
];

const modelJson = (layer: unknown, weights: readonly unknown[] = []): string =>
  JSON.stringify({
    modelTopology: { class_name: "Sequential", config: { name: "m", layers: [layer] } },
    weightsManifest: [{ paths: weights.length === 0 ? [] : ["w.bin"], weights }],
  });
const dense = (name: string, settings = {}): unknown => ({
  class_name: "Dense",
  config: { name, batch_input_shape: [null, 2], units: 1, use_bias: false, activation: "linear", ...settings },
});
const kernel = { name: "score/kernel", shape: [2, 1], dtype: "float32" };
const good = {
  "m/model.json": modelJson(dense("score"), [kernel]),
  "m/w.bin": new Uint8Array(Float32Array.of(3, 4).buffer),
};
const certify = (...args: readonly string[]): readonly string[] => ["certify", "m", ...args];
const withModel = (json: string, bytes?: Uint8Array): Pick<Case, "args" | "files"> => ({
  args: certify(),
  files: { "m/model.json": json, ...(bytes && { "m/w.bin": bytes }) },
});

const certificates: readonly Case[] = [
  { name: "no model", args: ["certify"], says: /missing required argument 'MODEL'/ },
  { name: "a model that does not exist", args: certify(), says: /MODEL: .*received "m", which does not exist/ },
  { name: "a folder without a model", args: ["certify", "."], says: /MODEL: .*received "\.", which has neither/ },
  { name: "a model of another format", ...withModel('{"format":"graph-model"}'), says: /m\/model\.json: .*format/ },
  { name: "a truncated model.json", ...withModel('{"modelTopology":'), says: /m\/model\.json: must be JSON/ },
  { name: "missing weights", ...withModel(modelJson(dense("score"), [kernel])), says: /m\/w\.bin: cannot be read/ },
  {
    name: "weights that are too short",
    ...withModel(modelJson(dense("score"), [kernel]), new Uint8Array(7)),
    says: /w\.bin: holds 7 bytes, but the weights in model\.json need 8/,
  },
  {
    name: "a weight that is not finite",
    ...withModel(modelJson(dense("score"), [kernel]), new Uint8Array(Float32Array.of(1, Number.NaN).buffer)),
    says: /^lipschitz-gan: m: .*score\/kernel/,
  },
  {
    name: "a layer without a rule",
    ...withModel(modelJson({ class_name: "Mystery", config: { name: "odd_layer", batch_input_shape: [null, 2] } })),
    says: /^lipschitz-gan: m: .*odd_layer.*Mystery/,
  },
  {
    name: "a weight that the manifest lacks",
    ...withModel(modelJson(dense("score"))),
    says: /^lipschitz-gan: m: .*score/,
  },
  {
    name: "a layer of a giant size",
    ...withModel(modelJson(dense("score", { units: 1e15 }), [kernel]), new Uint8Array(8)),
    says: /^lipschitz-gan: m: .*score/,
  },
  {
    name: "a topology nested too deep",
    ...withModel(
      `{"modelTopology":{"class_name":"Sequential","config":${'{"a":'.repeat(9000)}1${"}".repeat(9000)}},"weightsManifest":[]}`,
    ),
    says: /^lipschitz-gan: m: /,
  },
  { name: "a range that is none", args: certify("--range", "1,-1"), says: /--range: .*LO < HI, received "1,-1"/ },
  { name: "a range of one number", args: certify("--range", "1"), says: /--range: .*received "1"/ },
  { name: "a range without end", args: certify("--range", "0,1e999"), says: /--range: .*finite/ },
  { name: "a box that is none", args: certify("--box", "a,b"), says: /--box: .*received "a,b"/ },
  { name: "an input shape that is none", args: certify("--input-shape", "32,0"), says: /--input-shape: .*"32,0"/ },
  { name: "no restart", args: certify("--restarts", "0"), says: /--restarts: must be an integer .*received 0/ },
  {
    name: "restarts of no search",
    args: certify("--no-witness", "--restarts", "2"),
    says: /--restarts: belongs to the search .*--no-witness/,
  },
  {
    name: "an input shape that does not fit",
    args: certify("--input-shape", "3"),
    files: good,
    says: /^lipschitz-gan: m: .*\b3\b/,
  },
  {
    name: "a file to write that is something else",
    args: certify("--out", "notes.txt"),
    files: { ...good, "notes.txt": "mine" },
    says: /--out: .*received notes\.txt, which is something else/,
  },
  { name: "a file to write that is a folder", args: certify("--out", "m"), files: good, says: /which is a folder/ },
  {
    name: "a file to write that is a device",
    args: certify("--out", "/dev/null"),
    files: good,
    says: /which is no file/,
  },
  { name: "a file to write in no folder", args: certify("--out", "a/b"), files: good, says: /--out: .*ENOENT/ },
  { name: "no certificate", args: ["check"], says: /missing required argument 'CERTIFICATE'/ },
  { name: "a certificate without a model", args: ["check", "c.json"], says: /missing required argument 'MODEL'/ },
  {
    name: "a certificate that does not exist",
    args: ["check", "c.json", "m"],
    files: good,
    says: /CERTIFICATE: .*received c\.json \(ENOENT\)/,
  },
  { name: "a certificate that is a folder", args: ["check", "m", "m"], files: good, says: /CERTIFICATE: .*EISDIR/ },
  {
    name: "a certificate of no model",
    args: ["check", "c.json", "m"],
    files: { "c.json": "{}" },
    says: /MODEL: .*received "m", which does not exist/,
  },
];

describe.concurrent("bad input", () => {
  it.each([
    ...names,
    ...verification,
    ...numbers,
    ...moreNumbers,
    ...pairs,
    ...configs,
    ...data,
    ...folders,
    ...certificates,
  ])("$name: exit 2, one line, nothing written", async ({ args, files = {}, says }) => {
    const cwd = tempFolder();
    if (Object.keys(files).some((name) => name.startsWith("digits/"))) idxFolder(join(cwd, "digits"));
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(join(cwd, name, ".."), { recursive: true });
      writeFileSync(join(cwd, name), content);
    }
    const before = listing(cwd);
    const { code, stdout, stderr } = await runCommand(args, { cwd });
    expect(stderr).toMatch(/^lipschitz-gan: [^\n]+\n$/);
    expect(stderr.trimEnd()).toMatch(says);
    expect(stdout).toBe("");
    expect(code).toBe(2);
    expect(listing(cwd)).toEqual(before);
  });
});

describe("good input beside it", () => {
  it("takes the folder of images when it is not damaged", async () => {
    const cwd = tempFolder();
    idxFolder(join(cwd, "digits"));
    const small = ["--width", "0.0625", "--batch-size", "4", "--steps", "1", "--evaluate-samples", "10"];
    const flags = [...small, "--data-folder", "digits", "--out", "run"];
    const { code, stderr } = await runCommand(train(...flags), { cwd });
    expect(stderr).toContain("8 samples of 32 x 32 x 1");
    expect(code).toBe(0);
  });
});
