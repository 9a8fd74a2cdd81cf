/** What docs/confusion.md says of the layers other than batch norm. */
import { layerCatalogue } from "../../../../src/core/diagnosis";
import type { Dtype } from "../../../../src/core/tensor";
import { PROBLEMS } from "../confusion-trials";
import { familyTrials } from "../family/trials";
import { confusionTable } from "./confusion-table";

/** Of the others test/core/diagnosis/family tells by seeds; each takes minutes. */
const DTYPES: readonly Dtype[] = ["float64"];

/** The confusion table of the family. */
export function familyTables(trialsIn = familyTrials, problems = PROBLEMS): string {
  const { summary, rows } = confusionTable(layerCatalogue, DTYPES, (mistake, dtype) =>
    trialsIn(mistake, dtype, problems),
  );
  return `## Layer, RMS, group and instance norm

Every mistake of the family, made by hand from elements that are told their set by their own index
(\`test/core/diagnosis/family\`), on ${problems} seeded problems of the layers in which it can be made: ranks 2 to 4, 16 awkward shapes,
with a ReLU, a leaky one, a SiLU, the unbiased variance, eps outside the root, gamma stored as gamma - 1, or a mask. The
problem says all of its conventions. Where one has several usual forms, each is a trial.

${summary}

${rows}
`;
}
