/** docs/mistakes.md and docs/confusion.md, written from the catalogue itself; `node scripts/confusion.mjs` saves them. */
import { catalogue, type Mistake } from "../../../src/core/diagnosis";
import type { Dtype } from "../../../src/core/tensor";
import { PROBLEMS, trialsOf, type Trial } from "./confusion";

/** What a mistake makes of (a, b, k) in dx = gamma r (a dout - b gbar - k xhat c); q = N/(N-1), rho = r_used / r. */
const SIGNATURES: Readonly<Record<string, string>> = {
  "gamma-omitted": "(1/gamma, 1/gamma, 1/gamma)",
  "gamma-twice": "(gamma, gamma, gamma)",
  "gamma-direct-only": "(1, 1/gamma, 1/gamma)",
  "gamma-missing-direct": "(1/gamma, 1, 1)",
  "gamma-twice-variance": "(1, 1, gamma)",
  "mean-path-omitted": "(1, 0, 1)",
  "variance-path-omitted": "(1, 1, 0)",
  "both-paths-omitted": "(1, 0, 0)",
  "mean-path-sign": "(1, -1, 1)",
  "variance-path-sign": "(1, 1, -1)",
  "dv-dmu-omitted": "(1, 1, 1)",
  "inverse-n-missing-mean": "(1, N, 1)",
  "inverse-n-missing-variance": "(1, 1, N)",
  "inverse-n-missing-both": "(1, N, N)",
  "n-minus-1-both": "(1, q, q)",
  "n-minus-1-variance-path": "(1, 1, q)",
  "factor-2-missing": "(1, 1, 1/2)",
  "factor-half-missing": "(1, 1, 2)",
  "divided-by-n-again": "(1/N, 1/N, 1/N)",
  "batch-count": "(1, HW, HW)",
  "dv-dmu-uses-x": "(1, 1 - r c mu / gbar, 1)",
  "dv-dx-uses-x": "(1, 1 + r c mu / gbar, 1)",
  "dv-sum-uses-x": "(1, 1, 1 + mu r gbar / c)",
  "out-for-xhat": "(1, 1 + beta m / gbar, gamma m / c), m = gamma c + beta gbar",
  "dout-ignored": "(0, 0, 0)",
  "dv-power-half": "(1, 1, v + eps)",
  "dv-power-one": "(1, 1, sqrt(v + eps))",
  "variance-for-sigma": "(r, r, r); (r, r, r^3) when xhat is made with it too",
  "inverse-sigma-missing": "(1/r, 1/r, 1/r)",
  "eps-omitted": "(rho, rho, rho^3); (rho, rho, rho) with the forward's xhat; (1, 1, rho^3) in dv only",
  "eps-outside-root": "(rho, rho, rho^3); (rho, rho, rho) with the forward's xhat",
  "eps-max": "(rho, rho, rho^3); (rho, rho, rho) with the forward's xhat",
  "eps-different": "(rho, rho, rho^3); (rho, rho, rho) with the forward's xhat; the eps is estimated",
  "unbiased-in-backward": "(rho, rho, rho^3); (rho, rho, rho) with the forward's xhat",
  "unbiased-forward": "(rho, rho, rho^3), and dgamma is rho times too large; k = 1/q against that forward",
  "running-statistics": "all three drift from column to column",
  "batch-statistics": "b and k are not 0, as they must be in evaluation",
  "all-axes-mean": "b and k vary by column",
  "axis-swapped": "a residual, gone once the means of the rows join the basis",
  "relu-mask-omitted": "fits dout, not dout * (out > 0)",
  "relu-mask-from-x": "fits dout * (x > 0)",
  "relu-mask-from-xhat": "fits dout * (xhat > 0)",
  "relu-mask-on-dx": "a residual: dx is 0 where the ReLU is closed",
  "relu-mask-ties": "fits dout * (out >= 0)",
};

const FAMILIES: Readonly<Record<string, string>> = {
  gamma: "gamma in dx",
  paths: "The mean path and the variance path of dx",
  counts: "Counting: 1/N, N - 1, 2 and 1/2",
  operands: "The right formula with the wrong tensor in it",
  root: "The root: its power, its eps and the variance in it",
  scope: "Means over the wrong set of numbers",
  relu: "A ReLU after batch norm",
  dgamma: "dgamma",
  dbeta: "dbeta",
};

function entry(mistake: Mistake): string {
  const { id, tensor, sentence, written, correct, code, harmless } = mistake;
  const signature = SIGNATURES[id];
  return [
    `### ${id}`,
    "",
    harmless ? `**Harmless.** ${sentence}` : sentence,
    "",
    `- tensor: ${tensor}`,
    ...(signature ? [`- signature (a, b, k): ${signature}`] : []),
    `- as written: \`${written}\``,
    `- as it should be: \`${correct}\``,
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

export function mistakesPage(): string {
  const families = [...new Set(catalogue.map(({ family }) => family))];
  const head = `# Known mistakes in batch-norm gradients

Written by \`node scripts/confusion.mjs\` from the catalogue in \`src/core/diagnosis\`; do not edit by hand.

Symbols are those of the code: N rows, D columns, \`gbar = mean(dout)\`, \`c = mean(dout * xhat)\`, \`r = 1 / sqrt(v + eps)\`, and

    dx = gamma * r * (dout - gbar - xhat * c)      terms: (1) direct, (2) mean path, (3) variance path
    dgamma = sum(dout * xhat)        dbeta = sum(dout)

The **signature** of a wrong dx is what the fit dx = gamma r (a dout - b gbar - k xhat c) gives; (1, 1, 1) is right.
q = N / (N - 1); rho = r_used / r. A diagnosis holds only when one mistake explains all columns together, to what the
candidate's dtype can hold. Two mistakes in dx at once are found too: their effects on the three terms compose.
How well this works: [confusion.md](confusion.md).

Two more ids are no formulas. **local**: right everywhere but in a few cells (a fifth of small tensors, a tenth of large ones), which are named.
**unknown**: none of these; the signature and the residual (the share of dx outside of the span of {dout, 1, xhat}) are shown.

## When a cell is wrong

A cell is held against the exact gradient in what its dtype can hold. With \`terms\` the sum of the magnitudes that the
exact value is the sum of (for dx \`|gamma r| (|dout| + mean|dout| + |xhat| mean|dout xhat|)\`, for dgamma
\`sum|dout xhat|\`, for dbeta \`sum|dout|\`), \`u\` the unit roundoff of the arithmetic (float32's for half types, which
compute in float32) and \`slack\` what rounding the mean of x, an error of \`|mu| r\` units in xhat, does to the cell:

    agrees     |given - exact| <= 1 ulp of the dtype + (8 + sqrt(N)) u (terms + slack)
    doubtful   up to 4 (8 + sqrt(N)) u (terms + slack) (1 + |mu| r) + 4 (roundoff of the dtype) terms more
    wrong      beyond

8 + sqrt(N) is what a plain loop over N terms loses; the factor 1 + |mu| r is what mean(x^2) - mean(x)^2 loses besides.
With a fused ReLU a cell is doubtful, too, when rounding alone may decide whether out > 0. Doubles that all are float32
numbers are judged as float32, and numbers with at most 10 digits as printed: to half a unit of their last decimal.

A right candidate that most mistakes of its tensor would equal on this probe is called doubtful: the probe is blind.
Of a doubtful dx a mistake is suspected only when it explains the deviation e^20 times better than rounding does.
`;
  const sections = families.map((family) => {
    const entries = catalogue.filter((mistake) => mistake.family === family).map(entry);
    return `## ${FAMILIES[family]}\n\n${entries.join("\n")}`;
  });
  return `${head}\n${sections.join("\n")}`;
}

const DTYPES: readonly Dtype[] = ["float64", "float32", "float16", "bfloat16"];

function rate(part: number, whole: number): string {
  return `${(Math.floor((1000 * part) / whole) / 10).toFixed(1)} %`;
}

/** "eps-max 2, unknown 1": what a mistake was taken for. */
function takenFor(missed: readonly Trial[]): string {
  const counts = new Map<string, number>();
  for (const { named, verdict } of missed) {
    const name = verdict === "wrong" ? named : `called ${verdict}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${name} ${count}`).join(", ");
}

export function confusionPage(): string {
  const totals = new Map(DTYPES.map((dtype) => [dtype, { trials: 0, wrong: 0, named: 0 }]));
  const lines: string[] = [];
  for (const mistake of catalogue) {
    if (mistake.harmless) continue;
    const cells: string[] = [];
    const missed: string[] = [];
    let count = 0;
    for (const dtype of DTYPES) {
      const trials = trialsOf(mistake, dtype);
      const failed = trials.filter(({ verdict, named }) => verdict !== "wrong" || named !== mistake.id);
      const total = totals.get(dtype);
      if (!total) continue;
      total.trials += trials.length;
      total.wrong += trials.filter(({ verdict }) => verdict === "wrong").length;
      total.named += trials.length - failed.length;
      count = trials.length;
      cells.push(String(trials.length - failed.length));
      if (failed.length > 0) missed.push(`${dtype}: ${takenFor(failed)}`);
    }
    lines.push(`| ${mistake.id} | ${count} | ${cells.join(" | ")} | ${missed.join("; ")} |`);
  }
  const summary = [...totals].map(
    ([dtype, { trials, wrong, named }]) => `| ${dtype} | ${trials} | ${rate(wrong, trials)} | ${rate(named, trials)} |`,
  );
  return `# How well mistakes are told apart

Written by \`node scripts/confusion.mjs\`; do not edit by hand.

Every mistake of [mistakes.md](mistakes.md) is made by hand (\`test/core/diagnosis/handwritten.ts\`: staged and compact
backward passes in plain loops, each with one line wrong, in one to three usual forms) on ${PROBLEMS} seeded random problems
of ranks 2 to 4 and awkward shapes, from 7 x 3 to 2 x 3 x 5 x 4. gamma, beta, mean(dout), offsets and eps are such that
the probe hides nothing (\`test/core/diagnosis/problems.ts\`); on a probe that hides mistakes the product says so first.
The candidate is then rounded to each dtype. *Named* means: the first diagnosis has the id that was planted.

| dtype | trials | called wrong | named right |
| --- | --- | --- | --- |
${summary.join("\n")}

Named right, by mistake and dtype of the candidate; what the others were taken for.

| planted | trials | ${DTYPES.join(" | ")} | taken for |
| --- | --- | ${DTYPES.map(() => "---").join(" | ")} | --- |
${lines.join("\n")}
`;
}
