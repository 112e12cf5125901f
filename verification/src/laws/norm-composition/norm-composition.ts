import type { LawTable } from "../../kit/law-table.ts";
import { activationConstants } from "./activations.ts";
import { alignedNetworks } from "./aligned-networks.ts";
import { merges } from "./merges.ts";
import { networkPairs } from "./network-pairs.ts";
import { operatorBracket } from "./operator-bracket.ts";
import { pooling } from "./pooling.ts";
import { refusals } from "./refusals.ts";
import type { NormCompositionSubject } from "./subject.ts";
import { windowOverlapCounted } from "./window-overlap.ts";

/** What holds for the norms of layers and how they compose over a network. */
export const normCompositionTable: LawTable<NormCompositionSubject> = {
  name: "norm-composition",
  laws: [
    windowOverlapCounted,
    operatorBracket,
    activationConstants,
    pooling,
    merges,
    alignedNetworks,
    networkPairs,
    refusals,
  ],
};
