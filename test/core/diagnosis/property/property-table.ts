import { rightTrial, type RightTrial } from "./right-trials";
import { wrongTrial, type Outcome, type WrongTrial } from "./wrong-trials";

/** Seeds of the page; the property test goes on to many more. */
const RIGHT = 570;
const WRONG = 630;

const OUTCOMES: readonly Outcome[] = ["named", "unnamed", "misnamed", "too few digits", "hidden"];

/** What comes of right and of wrong candidates, by how their numbers reach the product. Who has trials already gives them. */
export function propertyTables(
  rightOf: (seed: number) => RightTrial = rightTrial,
  wrongOf: (seed: number) => WrongTrial | undefined = wrongTrial,
): string {
  const right = new Map<string, { trials: number; correct: number; doubtful: number; wrong: number }>();
  for (let seed = 1; seed <= RIGHT; seed++) {
    const { given, comparison } = rightOf(seed);
    const row = right.get(given) ?? { trials: 0, correct: 0, doubtful: 0, wrong: 0 };
    row.trials++;
    row[comparison.verdict]++;
    right.set(given, row);
  }
  const wrong = new Map<string, Record<Outcome, number>>();
  for (let seed = 1; seed <= WRONG; seed++) {
    const trial = wrongOf(seed);
    if (!trial) continue;
    const row = wrong.get(trial.given) ?? { named: 0, unnamed: 0, misnamed: 0, "too few digits": 0, hidden: 0 };
    row[trial.outcome]++;
    wrong.set(trial.given, row);
  }
  return `## Right gradients, and wrong ones, as people have them

${RIGHT} right gradients of every convention (biased or unbiased variance, eps in or out of the root, ReLU and leaky ReLU,
evaluation, parts of the batch, a mask, channels last, |gamma|) of which the source says nothing, a third of them with gamma,
dout, eps or beta missing as well. *Doubtful*: with the convention, the missing part or the lost digits as the reason.

| numbers | trials | correct | doubtful, with the reason | wrong |
| --- | --- | --- | --- | --- |
${[...right].map(([given, row]) => `| ${given} | ${row.trials} | ${row.correct} | ${row.doubtful} | ${row.wrong} |`).join("\n")}

Mistakes of the catalogue, one at a time and two at once. *Misnamed*: another mistake is named. *Too few digits*: doubtful.

| numbers | ${OUTCOMES.join(" | ")} |
| --- | ${OUTCOMES.map(() => "---").join(" | ")} |
${[...wrong].map(([given, row]) => `| ${given} | ${OUTCOMES.map((outcome) => row[outcome]).join(" | ")} |`).join("\n")}
`;
}
