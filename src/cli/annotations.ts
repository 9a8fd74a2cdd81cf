import { visible } from "../encoding/visible";
import { headlineOf, headlineText } from "../core/headline";
import type { Verdict } from "../core/verdict";
import { version } from "../../package.json";
import { overallVerdict, type Outcome } from "./analyse";

/** What a reviewer is told of a file: one finding for each mistake that has a name, else one for the verdict. */
interface Finding {
  readonly rule: string; // id of a mistake of docs/mistakes.md, or a verdict
  readonly level: "error" | "warning";
  readonly title: string;
  readonly text: string;
}

const LEVELS = { wrong: "error", doubtful: "warning" } as const;

function findingsOf(outcome: Outcome): Finding[] {
  const verdict = overallVerdict(outcome);
  if (verdict === "correct") return [];
  const { check, comparison } = outcome;
  const level = LEVELS[verdict];
  const named = (comparison?.diagnoses ?? []).filter(({ harmless }) => !harmless);
  const text = sentenceOf(outcome);
  if (check.verdict === "wrong" || named.length === 0) return [{ rule: verdict, level, title: TITLES[verdict], text }];
  const best = named.filter(({ tensor }, i) => named.findIndex((other) => other.tensor === tensor) === i);
  return best.map(({ id, tensor, title }) => ({
    rule: id,
    level,
    title: `${tensor}: ${title.replace(` in ${tensor}`, "")}`,
    text,
  }));
}

const TITLES: Readonly<Record<Verdict, string>> = {
  correct: "Gradients are right",
  wrong: "Gradients are wrong",
  doubtful: "Gradients are in doubt",
};

/** What the panel's head says. */
function sentenceOf({ check, comparison }: Outcome): string {
  return visible(headlineText(headlineOf(check, comparison)));
}

/** Workflow commands of GitHub Actions, which stand beside the file in a pull request. `file`: undefined is standard input. */
export function githubReport(outcome: Outcome, file: string | undefined): string {
  const lines = findingsOf(outcome).map(({ level, title, text }) => {
    const properties = { ...(file !== undefined && { file: visible(file) }), title: visible(title) };
    const said = Object.entries(properties).map(([name, value]) => `${name}=${ofProperty(value)}`);
    return `::${level} ${said.join(",")}::${ofMessage(text)}`;
  });
  return `${lines.join("\n") || `${visible(outcome.title)}: ${sentenceOf(outcome)}`}\n`;
}

/** As actions/toolkit writes them: nothing in a file's name ends the command. */
function ofMessage(text: string): string {
  return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}

function ofProperty(text: string): string {
  return ofMessage(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}

/** SARIF 2.1.0: what code scanning takes. */
export function sarifReport(outcome: Outcome, file: string | undefined): string {
  const findings = findingsOf(outcome);
  const locations =
    file === undefined
      ? []
      : [{ physicalLocation: { artifactLocation: { uri: encodeURI(file) }, region: { startLine: 1 } } }];
  const rules = findings.map(({ rule, title }) => ({ id: rule, shortDescription: { text: visible(title) } }));
  const driver = { name: "Gradient Lens", version, rules: rules.filter(isFirst) };
  const results = findings.map(({ rule, level, title, text }) => ({
    ruleId: rule,
    level,
    message: { text: `${visible(title)}. ${text}` },
    locations,
  }));
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [{ tool: { driver }, results }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function isFirst({ id }: { readonly id: string }, at: number, all: readonly { readonly id: string }[]): boolean {
  return all.findIndex((other) => other.id === id) === at;
}
