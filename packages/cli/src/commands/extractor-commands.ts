import type { Command } from "commander";
import { numberOf } from "../config/flags.ts";
import { examples } from "../internal/examples.ts";
import type { Output } from "../internal/output.ts";

/**
 * Adds `extractor train` and `extractor test` to the program.
 *
 * @param program - the command that they become parts of
 * @param output - where results and messages go
 * @param done - receives the exit code of the subcommand that ran
 */
export function addExtractorCommands(program: Command, output: Output, done: (exitCode: number) => void): void {
  const extractor = program
    .command("extractor")
    .summary("train or test the classifiers whose features are scored")
    .description(
      "The classifiers in whose features samples are scored. Those of mnist, fashion-mnist and cifar10 are part of the " +
        "package; these commands train one anew, or measure one on the test set.",
    )
    .addHelpText(
      "after",
      examples([
        ["extractor test mnist", "whether the shipped one is as good as its card says"],
        ["extractor train --dataset cifar10 --out extractors", "train one; half an hour"],
      ]),
    );
  addTrain(extractor, output, done);
  addTest(extractor, output, done);
}

function addTrain(extractor: Command, output: Output, done: (exitCode: number) => void): void {
  extractor
    .command("train")
    .summary("train a classifier and write its weights and its card")
    .description(
      "Trains a small convolutional classifier on the training split, measures it once on the test split, and writes " +
        "<dataset>.safetensors with its weights in half precision and <dataset>.json with accuracy, hash and recipe.",
    )
    .requiredOption("--dataset <D>", "mnist, fashion-mnist or cifar10")
    .option("--data-folder <DIR>", "folder with the data set's files")
    .option("--out <DIR>", "folder for the two files, which must not exist yet (default extractors)")
    .option("--widths <N,N,…>", "output channels of the convolutions; the last is the number of features")
    .option("--epochs <N>", "times that every sample is seen")
    .option("--batch-size <N>", "samples in a batch")
    .option("--learning-rate <N>", "Adam's largest step size")
    .option("--seed <N>", "seed of all randomness (default 0)")
    .option("--backend <B>", "backend (default auto)")
    .option("--threads <N>", "threads of the WASM backend, at most 8")
    .option("--json", "print the card to stdout as one JSON document instead of the file's name")
    .addHelpText("after", examples([["extractor train --dataset mnist --epochs 1", "a quick one"]]))
    .action(async (options: TrainOptions) => {
      const { epochs, batchSize, learningRate, seed, threads, json, ...rest } = options;
      const numbers = {
        epochs: epochs && numberOf(epochs),
        batchSize: batchSize && numberOf(batchSize),
        learningRate: learningRate && numberOf(learningRate),
        seed: seed && numberOf(seed),
        threads: threads && numberOf(threads),
      };
      const { extractorTrain } = await import("./extractor-train.ts");
      done(await extractorTrain({ ...rest, ...numbers }, output, { json: json === true }));
    });
}

interface TrainOptions {
  readonly dataset: string;
  readonly dataFolder?: string;
  readonly out?: string;
  readonly widths?: string;
  readonly epochs?: string;
  readonly batchSize?: string;
  readonly learningRate?: string;
  readonly seed?: string;
  readonly backend?: string;
  readonly threads?: string;
  readonly json?: boolean;
}

function addTest(extractor: Command, output: Output, done: (exitCode: number) => void): void {
  extractor
    .command("test")
    .summary("measure a classifier on the test set")
    .description(
      "Reads a classifier, checks its weights against the hash on its card, and measures its accuracy on the test set. " +
        "Exit code 0 if it is the card's to one sample in a thousand, 1 if not.",
    )
    .argument("<NAME>", "mnist, fashion-mnist or cifar10")
    .option("--folder <DIR>", "folder with its two files (default: those that are part of the package)")
    .option("--data-folder <DIR>", "folder with the data set's files")
    .option("--json", "print one JSON document to stdout instead of lines")
    .addHelpText("after", examples([["extractor test cifar10", "the shipped one"]]))
    .action(async (name: string, options: TestOptions) => {
      const { folder, dataFolder, json } = options;
      const { extractorTest } = await import("./extractor-test.ts");
      done(await extractorTest({ name, folder, dataFolder }, output, { json: json === true }));
    });
}

interface TestOptions {
  readonly folder?: string;
  readonly dataFolder?: string;
  readonly json?: boolean;
}
