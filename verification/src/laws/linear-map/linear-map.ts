import type { LawTable } from "../../kit/law-table.ts";
import { adjointIsTheTranspose, applyIsTheLayer } from "./against-definition.ts";
import { dotTest } from "./dot-test.ts";
import { purity } from "./purity.ts";
import type { LinearMapSubject } from "./subject.ts";

/** What holds for layers as linear maps. */
export const linearMapTable: LawTable<LinearMapSubject> = {
  name: "linear-map",
  laws: [applyIsTheLayer, adjointIsTheTranspose, dotTest, purity],
};
