import { catalogue, type Mistake } from "../../../../src/core/diagnosis";
import { familySection } from "./family-section";
import { FAMILIES, type Family } from "../../../../src/core/diagnosis/catalogue/contract/families";
import type { GradientName } from "../../../../src/core/verdict";
import { exampleLine, exampleText } from "./worked-example";
import { symptomOf, SYMPTOMS } from "./symptoms";

const FAMILY_NAMES = Object.keys(FAMILIES) as Family[];

function entry(mistake: Mistake): string {
  const { id, tensor, title, sentence, cause, written, correct, code, signature, hiddenBy = [], harmless } = mistake;
  return [
    `### ${id}`,
    "",
    `**${capital(title)}${harmless ? " (harmless)" : ""}.** ${sentence}`,
    "",
    `- usual cause: ${cause}`,
    `- tensor: ${tensor}`,
    ...(signature ? [`- signature (a, b, k): ${signature}`] : []),
    `- as written: \`${written}\``,
    `- as it should be: \`${correct}\``,
    `- in numbers: ${exampleLine(mistake)}`,
    ...(hiddenBy.length > 0 ? [`- hidden where ${hiddenBy.join("; or where ")}`] : []),
    "",
    "```python",
    `# NumPy`,
    code.numpy,
    `# PyTorch`,
    code.pytorch,
    "```",
    "",
    "```ts",
    code.typescript,
    "```",
    "",
  ].join("\n");
}

const capital = (text: string): string =>
  /^(dx|dgamma|dbeta|gamma|eps|x|out|dout)\b/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);

const link = ({ id, title }: Mistake): string => `- [${id}](#${id}): ${title}`;

/** What the user sees, and the tensors: two ways into the list, one line for each mistake. */
function index(): string {
  const seen = new Map(catalogue.map((mistake) => [mistake, symptomOf(mistake)]));
  const bySymptom = SYMPTOMS.map((symptom) => {
    const ids = catalogue.filter((mistake) => seen.get(mistake) === symptom).map(({ id }) => `[${id}](#${id})`);
    return ids.length > 0 ? `- **${symptom}**: ${ids.join(", ")}\n` : "";
  });
  const tensors: readonly GradientName[] = ["dx", "dgamma", "dbeta"];
  const byTensor = tensors.flatMap((tensor) =>
    FAMILY_NAMES.flatMap((family) => {
      const mistakes = catalogue.filter((mistake) => mistake.tensor === tensor && mistake.family === family);
      if (mistakes.length === 0) return [];
      const head = family === tensor ? `**${tensor}**` : `**${tensor}**: ${FAMILIES[family]}`;
      return [`${head}\n\n${mistakes.map(link).join("\n")}\n`];
    }),
  );
  return `## By what you see

The usual form of each, on a problem that hides nothing.

${bySymptom.join("")}
## By tensor

${byTensor.join("\n")}`;
}

/** How a cell is judged, in the page's own words. */
const JUDGEMENT = `## When a cell is wrong

A cell is held against the exact gradient in what its dtype can hold. With \`terms\` the sum of the magnitudes that the
exact value is the sum of (for dx \`|gamma r| (|dout| + mean|dout| + |xhat| mean|dout xhat|)\`, for dgamma
\`sum|dout xhat|\`, for dbeta \`sum|dout|\`), \`u\` the unit roundoff of the arithmetic (float32's for half types, which
compute in float32), \`lost\` what the inputs lost in print ([gradcheck.md](gradcheck.md)) and \`slack\` what rounding the mean of x, an error of \`|mu| r\` units in xhat, does to the cell:

    agrees     |given - exact| <= 1 ulp of the dtype + (8 + sqrt(N)) u (terms + slack) + lost
    doubtful   up to 4 (8 + sqrt(N)) u (terms (1 + |mu| r) + slack) (1 + |mu| r) + 4 (roundoff of the dtype) terms more
    wrong      beyond

8 + sqrt(N) is what a plain loop over N terms loses; the factors 1 + |mu| r are what mean(x^2) - mean(x)^2 loses besides.
With a fused ReLU a cell is doubtful, too, when rounding alone may decide whether out > 0. Doubles that all are float32,
float16 or bfloat16 numbers are judged as such, and numbers with few digits as printed, whatever their dtype: to half a unit
of their last decimal. All tensors of a problem share their history, so that those of few numbers are held as the others.
Where x and dout were printed with no more digits than your gradients, what they lost counts too, and the sentence says so;
1, 2, 0.5 and 3, most of which are shorter than the longest, were typed as they stand and lost nothing.
Of one or two numbers, or of few digits, nothing tells: what is right in the digits it has, or in a short format, is doubtful.
So is a dx of nothing but 0 where the right one is less than a thousandth of the terms that cancel in it, and what no mistake explains
where x, dout and the gradients all have one or two digits and those that print may have taken would do as much.

A gradient that disagrees is first held against what the source leaves open (gamma, dout, eps, mode, activation, the
conventions of [conventions.md](conventions.md)): where one fits in every cell, the verdict is doubtful and says so; where
the source states otherwise, wrong with the same sentence. Double backward is out of scope.

A right gradient that most mistakes of its tensor would equal on these inputs is called doubtful: it proves little.
Of a doubtful dx a mistake is suspected only when it explains the deviation e^20 times better than rounding does.
`;

export function mistakesPage(): string {
  const sections = FAMILY_NAMES.flatMap((family) => {
    const entries = catalogue.filter((mistake) => mistake.family === family).map(entry);
    return entries.length > 0 ? [`## ${FAMILIES[family]}\n\n${entries.join("\n")}`] : [];
  });
  return `# Known mistakes in normalization gradients

Written by \`node scripts/mistakes.mjs\` from the files of \`src/core/diagnosis/catalogue\`, one for each
mistake; do not edit by hand.

${catalogue.length} mistakes of batch norm, all found in real code; those of [the other layers](#layer-rms-group-and-instance-norm) follow them. First come two ways into the list, then how a cell is judged, then the mistakes: the
usual cause, the formula, an example in numbers, and the line of code.

${index()}
## Symbols

Symbols are those of the code: N rows, D columns, \`gbar = mean(dout)\`, \`c = mean(dout * xhat)\`, \`r = 1 / sqrt(v + eps)\`, and

    dx = gamma * r * (dout - gbar - xhat * c)      terms: (1) direct, (2) mean path, (3) variance path
    dgamma = sum(dout * xhat)        dbeta = sum(dout)

The **signature** of a wrong dx is what the fit dx = gamma r (a dout - b gbar - k xhat c) gives; (1, 1, 1) is right.
q = N / (N - 1); rho = r_used / r. A diagnosis holds only when one mistake explains all columns together, to what the
gradient's dtype can hold. Two mistakes in dx at once are found too: their effects on the three terms compose.
How well this works: [confusion.md](confusion.md).

Before any formula, one cause behind the finished gradients is looked for, and said once for all tensors: **common-factor**
(2, -1, 1/N, a loss scale, a learning rate), **not-finite** columns, **all-zero**, **clipped** at a value, **zero-rows**,
**dout-unchanged** (dx = dout), **residual-added** (x is used twice), **gamma-stepped** before dx (by SGD, Adam, AdamW or the sign alone), **weight-decay-added**.
Two numbers that the catalogue tries the usual ones of are read off dx where no mistake explains it: the momentum of
[statistics-updated](#statistics-updated), and the sizes of three to eight ranks of [uneven-ranks](#uneven-ranks).

Two more ids are no formulas. **local**: right everywhere but in a few cells (a fifth of small tensors, a tenth of large ones), which are named.
**unknown**: none of these; the signature and the residual (the share of dx outside of the span of {dout, 1, xhat}) are shown.

${JUDGEMENT}
## The problem of the examples

${exampleText()}

${sections.join("\n")}
${familySection()}`;
}
