import { basename } from "node:path";
import { version } from "../package.json";
import { analyse, filesOf, readInput, withFit, type ReadInput } from "./cli/analyse";
import { githubReport, sarifReport } from "./cli/annotations";
import { completionFor } from "./cli/completion";
import { explain, explainJson, explainText } from "./cli/explain-report";
import { jsonReport } from "./cli/json-report";
import { noCommand } from "./cli/no-command";
import { readOptions, USAGE, type Options } from "./cli/options";
import { serveMcp } from "./cli/mcp";
import { mayWrite, writeReport, writeWhole } from "./cli/page-report";
import { readCell } from "./cli/read-cell";
import { explainable, placeable } from "./core/explain/needs-x";
import { place, placementJson, placementText } from "./cli/placement-report";
import { ProgressLine } from "./cli/progress-line";
import { terminalReport } from "./cli/terminal";
import { allTensors } from "./compute/report/all-tensors";
import type { Fault } from "./core/fault";
import { overallVerdict } from "./core/overall";
import { visible } from "./encoding/visible";
import { reproduction } from "./input/reproduction";

/** 0 correct, 1 wrong, 3 doubtful; 2 bad input or usage, 74 no output, with the reason on standard error. */
const EXIT_CODES = { correct: 0, wrong: 1, doubtful: 3 } as const;
const BAD_INPUT = 2;
const NO_OUTPUT = 74; // EX_IOERR of sysexits.h
const INTERNAL = 70; // EX_SOFTWARE
const CODE_CELLS = 16_000_000; // x, dout and a candidate of so many doubles in base64 just fit into one string

async function main(args: readonly string[]): Promise<number> {
  if (args[0] === "completion") {
    const script = completionFor(args.slice(1));
    return script.ok ? print([script.value], 0) : refuse(script.fault);
  }
  if (args[0] === "mcp" && args.length === 1) {
    await serveMcp(process.stdin, (line) => process.stdout.write(line));
    return 0;
  }
  const options = readOptions(args);
  if (!options.ok) return refuse(options.fault);
  if (options.value === "help") return print([USAGE], 0);
  if (options.value === "version") return print([`${version}\n`], 0);
  return run(options.value);
}

async function run(options: Options): Promise<number> {
  const input = readInput(options);
  if (!input.ok) return refuse(input.fault);
  for (const [flag, file] of [
    ["report", options.report],
    ["export", options.archive],
  ] as const) {
    const free = file === undefined ? undefined : mayWrite(flag, file, filesOf(options));
    if (free && !free.ok) return refuse(free.fault);
  }
  const title = options.file === "-" ? "standard input" : noCommand(basename(options.file));
  if (options.command === "explain") return explained(input.value, options, title);
  if (options.command === "placement") return placed(input.value, options, title);
  let { problem } = input.value;
  if (options.code) {
    const cells = problem.x.length;
    if (cells > CODE_CELLS) {
      const text = `Expected at most ${CODE_CELLS} cells for code that holds its numbers, got ${cells}.`;
      return refuse({ code: "too-many-cells", text });
    }
    return print([reproduction(problem, options.code, "whole")], 0);
  }

  let outcome = await analyse(input.value, options, title, progressShown());
  if (options.takeFit && outcome.comparison?.fits.length) {
    const fitted = withFit(options.file, input.value, outcome);
    if (!fitted.ok) return refuse(fitted.fault);
    ({ problem } = fitted.value);
    outcome = await analyse(fitted.value, options, title, progressShown());
  }
  clearProgress();
  if (options.report !== undefined) {
    const written = await writeReport(options.report, problem, title, __dirname);
    if (!written.ok) return refuse(written.fault, written.fault.code === "report-file" ? NO_OUTPUT : BAD_INPUT);
  }
  if (options.archive !== undefined) {
    const made = allTensors(outcome.problem, outcome.gradients);
    if (!made.ok) return refuse(made.fault);
    const written = writeWhole("export", options.archive, made.value);
    if (!written.ok) return refuse(written.fault, NO_OUTPUT);
  }
  const code = EXIT_CODES[overallVerdict(outcome.check, outcome.comparison)];
  if (options.json) return print(jsonReport(outcome), code);
  const file = options.file === "-" ? undefined : options.file;
  if (options.output === "github") return print([githubReport(outcome, file)], code);
  if (options.output === "sarif") return print([sarifReport(outcome, file)], code);
  const { report, archive } = options;
  return print([terminalReport(outcome, { ...terminalOf(options), report, archive })], code);
}

function explained({ problem, notes }: ReadInput, options: Options, title: string): Promise<number> | number {
  const cell = readCell(options.cell, problem.layout);
  if (!cell.ok) return refuse(cell.fault);
  const whole = explainable(problem);
  if (!whole.ok) return refuse(whole.fault);
  const explanation = explain(problem, cell.value, options.precision, { title, notes });
  const text = options.json ? explainJson(explanation) : explainText(explanation, terminalOf(options));
  return print([text], EXIT_CODES[explanation.explanation.verdict]);
}

function placed({ problem, notes }: ReadInput, options: Options, title: string): Promise<number> | number {
  const whole = placeable(problem);
  if (!whole.ok) return refuse(whole.fault);
  const found = place(problem, options.precision, { title, notes }, progressShown());
  clearProgress();
  const text = options.json ? placementJson(found) : placementText(found, terminalOf(options));
  return print([text], EXIT_CODES[found.verdict]);
}

/** What standard output is like. */
function terminalOf(options: Options): { color: boolean; width: number } {
  return {
    color: options.color ?? (process.stdout.isTTY && process.env.NO_COLOR === undefined),
    width: Math.min(process.stdout.columns || 100, 120),
  };
}

/** Takes the line of progress off a terminal. */
function clearProgress(): void {
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
}

/** Shows on a terminal how far a long check has come. */
function progressShown(): (done: number) => void {
  const line = new ProgressLine();
  return (done) => {
    if (process.stderr.isTTY) process.stderr.write(`\r\u001b[K${line.text(done)}`);
  };
}

function refuse(fault: Fault, code: number = BAD_INPUT): number {
  process.stderr.write(`${noCommand(fault.text)}\n`);
  return code;
}

/** Writes pieces to standard output, no faster than its reader takes them. */
async function print(pieces: Iterable<string>, code: number): Promise<number> {
  process.exitCode = code; // the verdict stands, whoever listens
  let block = "";
  for (const piece of pieces) {
    block += piece;
    if (block.length < 65536) continue;
    await write(block);
    block = "";
  }
  await write(block);
  return code;
}

function write(text: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(text, () => {
      resolve();
    });
  });
}

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // A reader such as `head` may leave before the end; that is no fault, and changes no verdict.
  if (error.code === "EPIPE") process.exit();
  process.stderr.write(`The result cannot be written to standard output: ${visible(error.message)}.\n`);
  process.exit(NO_OUTPUT);
});
process.stderr.on("error", () => undefined); // nobody is there to hear it

main(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${stack.split("\n").map(visible).join("\n")}\n`);
    process.exitCode = INTERNAL; // a fault of the program itself
  },
);
