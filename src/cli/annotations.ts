import { visible } from "../encoding/visible";
import { candidateHeadline, headlineOf, headlineText, referenceHeadline } from "../core/headline";
import { overallSentence, secondSentence } from "../core/overall";
import type { Comparison } from "../core/verdict";
import { version } from "../../package.json";
import type { Outcome } from "./analyse";
import { artifactUri } from "./artifact-uri";

/** What a reviewer is told of a file. */
interface Finding {
  readonly rule: string; // id of a mistake of docs/mistakes.md, or a verdict
  readonly level: "error" | "warning";
  readonly title: string;
  readonly text: string;
}

const LEVELS = { wrong: "error", doubtful: "warning" } as const;

/** Of each candidate; of the reference where it is wrong, or is all that is in doubt. */
function findingsOf({ check, comparison }: Outcome): Finding[] {
  if (check.verdict === "wrong") return ofVerdict("wrong", headlineText(referenceHeadline(check)));
  const second = comparison?.second?.comparison;
  const found = [
    ...(comparison ? ofCandidate(comparison, headlineText(candidateHeadline(comparison)), "") : []),
    ...(second ? ofCandidate(second, secondSentence(second), "second ") : []),
  ];
  if (found.length > 0 || check.verdict === "correct") return found;
  return ofVerdict(check.verdict, headlineText(comparison ? referenceHeadline(check) : headlineOf(check, undefined)));
}

/** A finding for each mistake that has a name, else one for the verdict. */
function ofCandidate({ verdict, diagnoses }: Comparison, text: string, which: "" | "second "): Finding[] {
  if (verdict === "correct") return [];
  const named = diagnoses.filter(({ harmless }) => !harmless);
  if (named.length === 0) return ofVerdict(verdict, text);
  const best = named.filter(({ tensor }, i) => named.findIndex((other) => other.tensor === tensor) === i);
  return best.map(({ id, tensor, title }) => ({
    rule: id,
    level: LEVELS[verdict],
    title: `${which}${tensor}: ${title.replace(` in ${tensor}`, "")}`,
    text: visible(text),
  }));
}

function ofVerdict(verdict: keyof typeof LEVELS, text: string): Finding[] {
  return [{ rule: verdict, level: LEVELS[verdict], title: TITLES[verdict], text: visible(text) }];
}

const TITLES = { wrong: "Gradients are wrong", doubtful: "Gradients are in doubt" } as const;

/** Workflow commands of GitHub Actions, which stand beside the file in a pull request. `file`: undefined is standard input. */
export function githubReport(outcome: Outcome, file: string | undefined): string {
  const lines = findingsOf(outcome).map(({ level, title, text }) => {
    const properties = { ...(file !== undefined && { file: visible(file) }), title: visible(title) };
    const said = Object.entries(properties).map(([name, value]) => `${name}=${ofProperty(value)}`);
    return `::${level} ${said.join(",")}::${ofMessage(text)}`;
  });
  return `${lines.join("\n") || `${visible(outcome.title)}: ${visible(overallSentence(outcome.check, outcome.comparison))}`}\n`;
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
      : [{ physicalLocation: { artifactLocation: { uri: artifactUri(file) }, region: { startLine: 1 } } }];
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
