import * as tfl from "@tensorflow/tfjs-layers";
import type {
  ConcatenatingCritic,
  ConditionalCritic,
  ConvCritic,
  CriticActivation,
  CriticCase,
  DenseCritic,
  ResidualCritic,
} from "./critic-case.ts";

const { layers } = tfl;
type Symbolic = tfl.SymbolicTensor;

/**
 * The layers of a critic, each with a name of its own.
 *
 * @param given - the architecture
 * @param input - a batch of samples
 * @returns one number for each sample
 */
export function criticGraph(given: CriticCase, input: Symbolic): Symbolic {
  return dense("head", 1, features(given, input));
}

function features(given: CriticCase, input: Symbolic): Symbolic {
  switch (given.architecture) {
    case "dense":
      return stack(given, input);
    case "conv":
      return convolutions(given, input);
    case "residual":
      return residual(given, input);
    case "concatenating":
      return concatenating(given, input);
    default: // conditional
      return conditional(given, input);
  }
}

function stack({ widths, activation }: DenseCritic, input: Symbolic): Symbolic {
  return widths.reduce((x, width, i) => activate(`act${i}`, activation, dense(`dense${i}`, width, x)), input);
}

function convolutions({ layers: parts, activation }: ConvCritic, input: Symbolic): Symbolic {
  const images = parts.reduce((x, { filters, window, stride }, i) => {
    const conv = layers.conv2d({ name: `conv${i}`, filters, kernelSize: window, strides: stride, padding: "same" });
    return activate(`act${i}`, activation, conv.apply(x) as Symbolic);
  }, input);
  return layers.flatten({ name: "flat" }).apply(images) as Symbolic;
}

function residual({ inputs, width, blocks, activation }: ResidualCritic, input: Symbolic): Symbolic {
  return Array.from({ length: blocks }, (_, i) => i).reduce((x, i) => {
    const hidden = activate(`act${i}`, activation, dense(`in${i}`, width, x));
    return layers.add({ name: `add${i}` }).apply([x, dense(`out${i}`, inputs, hidden)]) as Symbolic;
  }, input);
}

function concatenating({ widths, keepsInput, activation }: ConcatenatingCritic, input: Symbolic): Symbolic {
  const [left, right] = widths;
  const first = activate("actLeft", activation, dense("left", left, input));
  const second = keepsInput ? input : activate("actRight", activation, dense("right", right, input));
  return layers.concatenate({ name: "join" }).apply([first, second]) as Symbolic;
}

function conditional(given: ConditionalCritic, input: Symbolic): Symbolic {
  const { inputs, labels, embedding, width, activation } = given;
  const column = layers.reshape({ name: "column", targetShape: [inputs + labels, 1, 1] }).apply(input) as Symbolic;
  // Cropping2D takes from above and below; there is no cropping of rank one.
  const cut = (name: string, above: number, below: number): Symbolic => {
    const cropping: [[number, number], [number, number]] = [[above, below], [0, 0]]; // prettier-ignore
    const part = layers.cropping2D({ name: `${name}Column`, cropping }).apply(column) as Symbolic;
    return layers.flatten({ name }).apply(part) as Symbolic;
  };
  const hidden = activate("act0", activation, dense("hidden", width, cut("sampleOnly", 0, labels)));
  const label = dense("embed", embedding, cut("labelOnly", inputs, 0));
  const joined = layers.concatenate({ name: "join" }).apply([hidden, label]) as Symbolic;
  return activate("act1", activation, dense("mixed", width, joined));
}

function dense(name: string, units: number, x: Symbolic): Symbolic {
  return layers.dense({ name, units }).apply(x) as Symbolic;
}

function activate(name: string, activation: CriticActivation, x: Symbolic): Symbolic {
  const layer =
    activation === "leakyReLU" ? layers.leakyReLU({ name, alpha: 0.2 }) : layers.activation({ name, activation });
  return layer.apply(x) as Symbolic;
}
