import { catalogue } from "../../../../src/core/diagnosis";
import type { Dtype } from "../../../../src/core/tensor";
import { PROBLEMS, trialsOf, type Trial } from "../confusion-trials";
import { familyTables } from "./family-confusion";
import { propertyTables } from "../property/property-table";

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

/** How well every mistake is told from the others, and the verdict on candidates as people have them. */
export function confusionPage(): string {
  return `${catalogueTables()}\n${familyTables()}\n${propertyTables()}`;
}

/** The trials of every mistake in every dtype. Who has some already gives them. */
export function catalogueTables(trialsIn = trialsOf): string {
  const totals = new Map(DTYPES.map((dtype) => [dtype, { trials: 0, wrong: 0, named: 0 }]));
  const lines: string[] = [];
  for (const mistake of catalogue) {
    if (mistake.harmless) continue;
    const cells: string[] = [];
    const missed: string[] = [];
    let count = 0;
    for (const dtype of DTYPES) {
      const trials = trialsIn(mistake, dtype);
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

Written by \`node scripts/mistakes.mjs\`; do not edit by hand.

Every mistake of [mistakes.md](mistakes.md) is made by hand, as the example in its file of \`src/core/diagnosis/catalogue\`
says (staged and compact backward passes in plain loops, each with one line wrong, in one to three usual forms) on ${PROBLEMS} seeded random problems
of ranks 2 to 4 and awkward shapes, from 7 x 3 to 2 x 3 x 5 x 4. gamma, beta, mean(dout), offsets and eps are such that
the probe hides nothing (\`test/core/diagnosis/seeded-problems.ts\`); on a probe that hides mistakes the product says so first.
The gradient is then rounded to each dtype. *Named* means: the first diagnosis has the id that was planted.

| dtype | trials | called wrong | named right |
| --- | --- | --- | --- |
${summary.join("\n")}

Named right, by mistake and dtype of the gradient; what the others were taken for.

| planted | trials | ${DTYPES.join(" | ")} | taken for |
| --- | --- | ${DTYPES.map(() => "---").join(" | ")} | --- |
${lines.join("\n")}
`;
}
