import * as certificates from "@lipschitz-gan/certificates";
import { type Mutant, mutantOf } from "../mutant.ts";
import { convolutionTable } from "./tables.ts";

export const groupsMultiplied: Mutant = mutantOf({
  name: "groups-multiplied",
  bug: "The norm of a grouped convolution is the product of its groups' norms instead of the largest (orthogonium, get_conv_sv).",
  table: convolutionTable,
  subject: {
    ...certificates,
    convolutionUpper: (map, kernel, options) => {
      const { groups, outChannels, inChannels } = map;
      const outputs = outChannels / groups;
      const uppers = Array.from({ length: groups }, (_, group) => {
        const own = Array.from(kernel).filter((_value, i) => Math.floor((i % outChannels) / outputs) === group);
        const part = { ...map, groups: 1, outChannels: outputs, inChannels: inChannels / groups };
        return certificates.convolutionUpper(part, own, options);
      });
      const [first = { upper: 0, method: "cholesky" as const }] = uppers;
      return { ...first, upper: uppers.reduce((product, { upper }) => product * upper, 1) };
    },
  },
});
