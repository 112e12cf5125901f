import type { Mutant } from "../mutant.ts";
import { mutant as acceptsClipAfterNorm } from "./accepts-clip-after-norm.ts";
import { mutant as countsBindings } from "./counts-bindings.ts";
import { mutant as firstIsDisposedOnly } from "./first-is-disposed-only.ts";
import { mutant as firstPenaltyOnly } from "./first-penalty-only.ts";
import { mutant as firstUpdateOnly } from "./first-update-only.ts";
import { mutant as forgetsPromises } from "./forgets-promises.ts";
import { mutant as keepsAllPromises } from "./keeps-all-promises.ts";
import { mutant as lastProjectionOnly } from "./last-projection-only.ts";
import { mutant as leaksWhenRefused } from "./leaks-when-refused.ts";
import { mutant as normSurvivesClipping } from "./norm-survives-clipping.ts";
import { mutant as penaltiesAveraged } from "./penalties-averaged.ts";
import { mutant as penaltyOfNothing } from "./penalty-of-nothing.ts";
import { mutant as projectionsReversed } from "./projections-reversed.ts";
import { mutant as projectsWhatIsRead } from "./projects-what-is-read.ts";
import { mutant as refusesAllPairs } from "./refuses-all-pairs.ts";
import { mutant as refusesNothing } from "./refuses-nothing.ts";
import { mutant as reverseOrder } from "./reverse-order.ts";
import { mutant as stateByName } from "./state-by-name.ts";
import { mutant as stateOfTheLast } from "./state-of-the-last.ts";
import { mutant as trainableForgotten } from "./trainable-forgotten.ts";
import { mutant as updateSeesRaw } from "./update-sees-raw.ts";
import { mutant as updateSeesTheEnd } from "./update-sees-the-end.ts";

/** Wrong versions of composition. */
export const compositionMutants: readonly Mutant[] = [
  acceptsClipAfterNorm,
  countsBindings,
  firstIsDisposedOnly,
  firstPenaltyOnly,
  firstUpdateOnly,
  forgetsPromises,
  keepsAllPromises,
  lastProjectionOnly,
  leaksWhenRefused,
  normSurvivesClipping,
  penaltiesAveraged,
  penaltyOfNothing,
  projectionsReversed,
  projectsWhatIsRead,
  refusesAllPairs,
  refusesNothing,
  reverseOrder,
  stateByName,
  stateOfTheLast,
  trainableForgotten,
  updateSeesRaw,
  updateSeesTheEnd,
];
