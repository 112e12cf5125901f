import type { LawTable } from "../../kit/law-table.ts";
import { checkerRefuses } from "./checker-refuses.ts";
import { convolutionBounds } from "./convolution-bounds.ts";
import { exactScaling } from "./exact-scaling.ts";
import { layerBrackets } from "./layer-brackets.ts";
import { linearNetworks } from "./linear-networks.ts";
import { localBounds } from "./local-bounds.ts";
import { measuredSlopes } from "./measured-slopes.ts";
import { neverAboveTheProduct } from "./never-above-the-product.ts";
import { passesTheChecker } from "./passes-the-checker.ts";
import { refusals } from "./refusals.ts";
import { reluNetworks } from "./relu-networks.ts";
import type { CertificateSubject } from "./subject.ts";
import { convolutionTightness, denseTightness } from "./tightness.ts";
import { trainedCritics } from "./trained-critics.ts";
import { wasserstein } from "./wasserstein.ts";
import { witnesses } from "./witnesses.ts";

/** What holds for certificates and their checker. */
export const certificateTable: LawTable<CertificateSubject> = {
  name: "certificate",
  laws: [
    layerBrackets,
    convolutionBounds,
    linearNetworks,
    reluNetworks,
    measuredSlopes,
    trainedCritics,
    witnesses,
    localBounds,
    neverAboveTheProduct,
    denseTightness,
    convolutionTightness,
    exactScaling,
    passesTheChecker,
    checkerRefuses,
    refusals,
    wasserstein,
  ],
};
