/** The tables of docs/confusion.md: how often a planted mistake is called wrong and named. */
import type { Dtype } from "../../../../src/core/tensor";
import type { Trial } from "../confusion-trials";

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

/** The share of all trials in every dtype, and of every mistake how many of its trials are named right. */
export function confusionTable<M extends { readonly id: string }>(
  mistakes: readonly M[],
  dtypes: readonly Dtype[],
  trialsIn: (mistake: M, dtype: Dtype) => readonly Trial[],
): { readonly summary: string; readonly rows: string } {
  const totals = dtypes.map((dtype) => ({ dtype, trials: 0, wrong: 0, named: 0 }));
  const lines = mistakes.map((mistake) => {
    const cells: string[] = [];
    const missed: string[] = [];
    const counts: number[] = [];
    for (const total of totals) {
      const trials = trialsIn(mistake, total.dtype);
      const failed = trials.filter(({ verdict, named }) => verdict !== "wrong" || named !== mistake.id);
      counts.push(trials.length);
      total.trials += trials.length;
      total.wrong += trials.filter(({ verdict }) => verdict === "wrong").length;
      total.named += trials.length - failed.length;
      cells.push(String(trials.length - failed.length));
      if (failed.length > 0) missed.push(`${total.dtype}: ${takenFor(failed)}`);
    }
    return `| ${mistake.id} | ${[...new Set(counts)].join(" / ")} | ${cells.join(" | ")} | ${missed.join("; ")} |`;
  });
  const shares = totals.map(
    ({ dtype, trials, wrong, named }) => `| ${dtype} | ${trials} | ${rate(wrong, trials)} | ${rate(named, trials)} |`,
  );
  return {
    summary: `| dtype | trials | called wrong | named right |
| --- | --- | --- | --- |
${shares.join("\n")}`,
    rows: `| planted | trials | ${dtypes.join(" | ")} | taken for |
| --- | --- | ${dtypes.map(() => "---").join(" | ")} | --- |
${lines.join("\n")}`,
  };
}
