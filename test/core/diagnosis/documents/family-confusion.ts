/** What docs/confusion.md says of the layers other than batch norm. */
import { layerCatalogue } from "../../../../src/core/diagnosis";
import type { Dtype } from "../../../../src/core/tensor";
import { PROBLEMS, type Trial } from "../confusion-trials";
import { familyTrials } from "../family/trials";

/** Of the others test/core/diagnosis/family tells by seeds; each takes minutes. */
const DTYPES: readonly Dtype[] = ["float64"];

const rate = (part: number, whole: number): string => `${(Math.floor((1000 * part) / whole) / 10).toFixed(1)} %`;

function takenFor(missed: readonly Trial[]): string {
  const counts = new Map<string, number>();
  for (const { named, verdict } of missed) {
    const name = verdict === "wrong" ? named : `called ${verdict}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts].map(([name, count]) => `${name} ${count}`).join(", ");
}

/** The confusion table of the family. */
export function familyTables(trialsIn = familyTrials, problems = PROBLEMS): string {
  const totals = DTYPES.map((dtype) => ({ dtype, trials: 0, wrong: 0, named: 0 }));
  const lines = layerCatalogue.map((mistake) => {
    const cells: string[] = [];
    const missed: string[] = [];
    let count = 0;
    for (const total of totals) {
      const trials = trialsIn(mistake, total.dtype, problems);
      const failed = trials.filter(({ verdict, named }) => verdict !== "wrong" || named !== mistake.id);
      count = trials.length;
      total.trials += count;
      total.wrong += trials.filter(({ verdict }) => verdict === "wrong").length;
      total.named += count - failed.length;
      cells.push(String(count - failed.length));
      if (failed.length > 0) missed.push(`${total.dtype}: ${takenFor(failed)}`);
    }
    return `| ${mistake.id} | ${count} | ${cells.join(" | ")} | ${missed.join("; ")} |`;
  });
  const summary = totals.map(
    ({ dtype, trials, wrong, named }) => `| ${dtype} | ${trials} | ${rate(wrong, trials)} | ${rate(named, trials)} |`,
  );
  return `## Layer, RMS, group and instance norm

Every mistake of the family, made by hand from elements that are told their set by their own index
(\`test/core/diagnosis/family\`), on ${problems} seeded problems of the layers in which it can be made: ranks 2 to 4, 16 awkward shapes,
with a ReLU, a leaky one, the unbiased variance, eps outside the root, or gamma stored as gamma - 1. The problem says all
of its conventions. Where one has several usual forms, each is a trial.

| dtype | trials | called wrong | named right |
| --- | --- | --- | --- |
${summary.join("\n")}

| planted | trials | ${DTYPES.join(" | ")} | taken for |
| --- | --- | ${DTYPES.map(() => "---").join(" | ")} | --- |
${lines.join("\n")}
`;
}
