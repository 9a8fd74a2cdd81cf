import assert from "node:assert/strict";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { analyse, readInput, type Outcome } from "../../src/cli/analyse";
import { jsonReport } from "../../src/cli/json-report";
import { readOptions } from "../../src/cli/options";
import { terminalReport } from "../../src/cli/terminal";
import { toReportData, type ReportData } from "../../src/compute/report/report-data";
import { batchnormGradients } from "../../src/core/batchnorm/batchnorm";
import { headlineOf, headlineText } from "../../src/core/headline";
import { createProblem, type ProblemInput } from "../../src/core/problem";
import { standardNormal } from "../../src/core/arithmetic/random";
import { ReportSource } from "../../src/panel/report/report-source";
import type { AnalysisState, ComparisonState } from "../../src/protocol/analysis-state";
import { saidOf } from "../../webview/components/compare-words";
import { panelStateOf } from "./panel-state";

const SHAPE = [9, 4];

/** Right gradients, or changed ones, of a problem that is whole: kinds of verdicts that no case of a file has. */
function problemFile(
  keys: Readonly<Record<string, unknown>>,
  change: (name: string, value: number) => number,
  madeWith: Partial<ProblemInput> = {},
): string {
  const rows = (values: ArrayLike<number>): number[][] =>
    Array.from({ length: 9 }, (_, i) => Array.from({ length: 4 }, (_column, k) => values[4 * i + k] ?? NaN));
  const [x, dout] = [1, 2].map((seed) => ({
    shape: SHAPE,
    values: standardNormal(36, seed),
    dtype: "float64" as const,
  }));
  if (!x || !dout) throw new Error("expected two tensors");
  const given = { gamma: [1.5, -0.7, 1.1, 0.4], beta: [0.3, 0.2, -0.6, 0.9], ...keys };
  const vector = (key: "gamma" | "beta") => ({ shape: [4], values: Float64Array.from(given[key]), dtype: "float64" as const }); // prettier-ignore
  const made = createProblem({ x, dout, gamma: vector("gamma"), beta: vector("beta"), ...madeWith });
  if (!made.ok) throw new Error(made.fault.text);
  const { dx, dgamma, dbeta } = batchnormGradients(made.value, "exact");
  const of = (name: string, values: Float64Array): number[] => Array.from(values, (value) => change(name, value));
  const candidate = { dx: rows(of("dx", dx)), dgamma: of("dgamma", dgamma), dbeta: of("dbeta", dbeta) };
  return JSON.stringify({ x: rows(x.values), dout: rows(dout.values), ...given, candidate });
}

const MADE: Readonly<Record<string, string>> = {
  "right.json": problemFile({}, (_, value) => value),
  "right-within-a-tolerance.json": problemFile({ tolerance: 1e-2 }, (_, value) => 1.001 * value),
  "right-but-blind.json": problemFile({ gamma: [1, 1, 1, 1], beta: [0, 0, 0, 0] }, (_, value) => value),
  "careless.json": problemFile({}, (name, value) => (name === "dx" ? value + 1e-14 : value)),
  "two-wrong.json": problemFile({}, (name, value) => (name === "dgamma" ? value : value / 9)),
  "no-known-mistake.json": problemFile({}, (name, value) => (name === "dx" ? Math.sin(value) : value)),
  "few-digits.json": problemFile({}, (_, value) => Number(value.toFixed(1))),
  "another-variance-stated.json": problemFile({ variance: "biased" }, (_, value) => value, { variance: "unbiased" }),
  "reference-alone.json": '{"x": [[1, 2], [3, 5], [4, 9]], "gamma": [1.5, 0.5]}',
};

/** What is said of one problem, wherever that is. */
interface Said {
  readonly head: string;
  readonly check: string;
  readonly reason: string | undefined;
  readonly rest: readonly string[]; // fits, places and mistakes
}

type Compared = Pick<ComparisonState, "reason" | "places"> & {
  readonly fits: readonly { readonly sentence: string }[];
  readonly diagnoses: readonly { readonly title: string; readonly text: string; readonly written: string }[];
};

const restOf = ({ fits, places, diagnoses }: Compared): string[] => [
  ...fits.map(({ sentence }) => sentence),
  ...places,
  ...diagnoses.flatMap(({ title, text, written }) => [title, text, written]),
];

/** What the page says of a state: its head, and what Compare shows. */
function saidByPage({ check, comparison }: AnalysisState): Said {
  assert.ok(check?.status === "done");
  return {
    head: headlineText(headlineOf(check, comparison ?? undefined)),
    check: check.reason,
    reason: comparison?.reason,
    rest: comparison ? restOf(comparison) : [],
  };
}

interface Json {
  readonly headline: string;
  readonly check: { readonly reason: string };
  readonly comparison?: Compared;
}

function saidByJson(outcome: Outcome): Said {
  const { headline, check, comparison } = JSON.parse([...jsonReport(outcome)].join("")) as Json;
  return {
    head: headline,
    check: check.reason,
    reason: comparison?.reason,
    rest: comparison ? restOf(comparison) : [],
  };
}

const plain = (text: string): string => text.replace(/\s+/g, " ");

describe("panel, report, terminal and --json", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "gradient-lens-sentences-"));
    for (const [name, text] of Object.entries(MADE)) writeFileSync(join(folder, name), text);
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });
  const files = [
    ...globSync("test/core/diagnosis/cases/fixtures/*.json").sort(),
    ...globSync("examples/*.json").sort(),
    ...Object.keys(MADE),
  ];
  const kinds = new Set<string>();

  for (const name of files) {
    it(`say the same of ${basename(name)}`, async () => {
      const file = name in MADE ? join(folder, name) : name;
      const options = readOptions([file]);
      assert.ok(options.ok && typeof options.value === "object");
      const read = readInput(options.value);
      const content = new Uint8Array(readFileSync(file));
      const panelOf = () => panelStateOf({ kind: "text", content, name: basename(file) });
      if (!read.ok) {
        kinds.add("refused");
        const [, sentence = ""] = /:\d+:\d+: (.*)$/.exec(read.fault.text) ?? [];
        await assert.rejects(panelOf, { message: sentence });
        return;
      }
      const outcome = await analyse(read.value, options.value, basename(file), () => undefined);
      const { problem, comparison } = outcome;
      const panel = await panelOf();
      const data = JSON.parse(JSON.stringify(toReportData(problem, basename(file), new Date(0)))) as ReportData;
      const inReport = await new ReportSource(data, basename(file)).read();
      assert.ok(inReport.ok);
      const report = await panelStateOf(inReport.value.source);
      const said = saidByPage(panel);
      assert.deepEqual(saidByPage(report), said, "the report");
      assert.deepEqual(saidByJson(outcome), said, "--json");

      const terminal = plain(terminalReport(outcome, { color: false, width: 80, report: undefined, archive: undefined })); // prettier-ignore
      for (const sentence of [said.head, said.reason ?? "", ...said.rest])
        assert.ok(
          terminal.includes(plain(sentence).replace(/\.$/, "")),
          `expected the terminal to say: ${sentence}\n${terminal}`,
        );
      if (panel.comparison) {
        // What Compare says in a line of its own is the head's, too.
        const { beside } = saidOf(panel.comparison);
        assert.ok(terminal.includes(plain(beside)), `expected the terminal to say: ${beside}\n${terminal}`);
        for (const { text } of panel.comparison.blind) assert.ok(terminal.includes(plain(text)), text);
      }
      kinds.add(`${comparison?.verdict ?? "no candidate"}${(comparison?.fits.length ?? 0) > 0 ? " with a fit" : ""}`);
    });
  }

  it("were asked for every kind of verdict", () => {
    const all = ["correct", "doubtful", "doubtful with a fit", "no candidate", "refused", "wrong", "wrong with a fit"];
    assert.deepEqual([...kinds].sort(), all);
  });
});
