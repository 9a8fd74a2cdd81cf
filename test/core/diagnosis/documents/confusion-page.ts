import { catalogue } from "../../../../src/core/diagnosis";
import type { Dtype } from "../../../../src/core/tensor";
import { PROBLEMS, ROUNDED_PROBLEMS, trialsOf } from "../confusion-trials";
import { confusionTable } from "./confusion-table";
import { familyTables } from "./family-confusion";
import { propertyTables } from "../property/property-table";

const DTYPES: readonly Dtype[] = ["float64", "float32", "float16", "bfloat16"];

/** How well every mistake is told from the others, and the verdict on candidates as people have them. */
export function confusionPage(): string {
  return `${catalogueTables()}\n${familyTables()}\n${propertyTables()}`;
}

/** The trials of every mistake in every dtype. Who has some already gives them. */
export function catalogueTables(trialsIn = trialsOf): string {
  const told = catalogue.filter(({ harmless }) => !harmless);
  const { summary, rows } = confusionTable(told, DTYPES, (mistake, dtype) => trialsIn(mistake, dtype));
  return `# How well mistakes are told apart

Written by \`node scripts/mistakes.mjs\`; do not edit by hand.

Every mistake of [mistakes.md](mistakes.md) is made by hand, as the example in its file of \`src/core/diagnosis/catalogue\`
says (staged and compact backward passes in plain loops, each with one line wrong, in one to three usual forms) on ${PROBLEMS} seeded random problems
of ranks 2 to 4 and awkward shapes, from 7 x 3 to 2 x 3 x 5 x 4. gamma, beta, mean(dout), offsets and eps are such that
the probe hides nothing (\`test/core/diagnosis/seeded-problems.ts\`); on a probe that hides mistakes the product says so first.
The gradient of the first ${ROUNDED_PROBLEMS} is then rounded to each dtype. *Named* means: the first diagnosis has the id that was planted.

${summary}

Named right, by mistake and dtype of the gradient; what the others were taken for.

${rows}
`;
}
