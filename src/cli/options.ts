import { parseArgs } from "node:util";
import { ACTIVATIONS } from "../core/conventions";
import { failure, success, type Result } from "../core/fault";
import type { Precision } from "../compute/engine/engine";
import { LIBRARY_NAMES, type Library } from "../input/reproduction";
import type { KeptName } from "../core/kept/kept";
import { PROBLEM_KEYS } from "../input/problem-keys";
import { FORMATS, type FormatName } from "../input/formats/index";
import { FORWARD_FLAGS } from "./forward-flags";
import { LAYER_FLAGS } from "./layer-flags";
import type { CellsToCheck } from "./run-check";
import { listed } from "../input/listed";

const FORMAT_NAMES: readonly FormatName[] = FORMATS.map(({ name }) => name);
const FORMAT_LABELS = FORMATS.map(({ label }) => label);

/** What is said of the problem: parameters that win over the file's, and files with gradients of the user's own. */
const PROBLEM_FLAGS = [
  "gamma",
  "beta",
  "dout",
  "seed",
  "eps",
  "mode",
  ...LAYER_FLAGS,
  "axis",
  "variance",
  "eps-placement",
  "rstd",
  "mask",
  "split",
  "activation",
  "slope",
  "tolerance",
  "dx",
  "dgamma",
  "dbeta",
  "dx2",
  "dgamma2",
  "dbeta2",
  ...FORWARD_FLAGS,
] as const;
export type ProblemFlag = (typeof PROBLEM_FLAGS)[number];

/** What can be asked beside the gradients and their check. */
export const COMMANDS = ["explain", "placement"] as const;
type Command = (typeof COMMANDS)[number] | "check";

/** The flags whose values have names; --format is the input's. */
export const CHOICES = {
  output: ["text", "json", "github", "sarif"],
  precision: ["standard", "exact"],
  check: ["all", "sample"],
  code: LIBRARY_NAMES,
  format: FORMAT_NAMES,
} as const;
type Output = (typeof CHOICES.output)[number];

/** What is to be done, as the command line says it. */
export interface Options {
  readonly command: Command;
  readonly cell: string | undefined; // that is explained
  readonly file: string; // "-" is standard input
  /** What the file holds in the place of x. */
  readonly xKept: KeptName | undefined;
  readonly output: Output;
  readonly json: boolean;
  readonly precision: Precision;
  readonly check: CellsToCheck;
  readonly report: string | undefined;
  readonly archive: string | undefined; // file of all tensors
  readonly code: Library | undefined;
  readonly format: FormatName | undefined;
  /** An alternative of the reading, by its id. */
  readonly readAs: string | undefined;
  /** The first setting under which the given gradients are right is taken over. */
  readonly takeFit: boolean;
  readonly color: boolean | undefined; // undefined: when standard output is a terminal
  /** What is said of the problem, each flag once, in the order in which it was said: the newest word counts. */
  readonly said: readonly (readonly [ProblemFlag, string])[];
}

export const USAGE = `gradient-lens FILE|- [options]
gradient-lens --xhat FILE|- --rstd VALUES [options]
gradient-lens explain FILE|- --cell l,k [--json] [options]
gradient-lens placement FILE|- [--json] [options]
gradient-lens completion bash|zsh|fish
gradient-lens mcp

Computes the gradients of batch norm, or of another normalization layer (--norm), of a matrix (N x D, or N x C x ...), and
checks them by numeric derivatives.
FILE is ${listed(FORMAT_LABELS, "or")}; - reads standard input.
A JSON object may have ${listed(PROBLEM_KEYS)}.

explain shows where dx of one cell comes from: its three terms, the column of the inner Jacobian d out_i / d x_l that the
chain rule multiplies with dout, and d mu / d x_l and d v / d x_l, each beside its numeric derivative.
placement (of batch norm) puts it before the ReLU, behind it, and leaves it out: the share of dead cells, |dx| and the check of
each, what a scale of x from 0.1 to 10 changes, and the losses of a small seeded experiment.
mcp serves agents on standard input and output, by the Model Context Protocol: check_gradients and explain_cell.

Explain
  --cell L,K          row and column from 0, of other layers element and set; where x is no matrix (rows flattened) also
                      the index in x: "1,7,0,3"
  --json              print { cell: [l, k], terms: { direct, mean, variance }, dx,
                      column: { mean, variance, r, gbar, c, skewness, kurtosis }, dmu, dv,
                      jacobianColumn: [d out_i / d x_l for all i], numeric: { jacobianColumn, dmu, dv }, verdict };
                      of other layers column is the set, gbar is ubar, the mean of u = gamma dout, and there are norm,
                      index: [of the cell in x], affine: { index, sets, byGamma, byBeta, numeric: { byGamma, byBeta } }
Placement (of batch norm)
  --json              print { placements: [{ name, dead, dxNorm, verdict, byScale: [{ scale, dead, dxNorm, dsNorm }] }],
                      experiment: { seed, scales, losses: { "bn-relu", "relu-bn", none } } }

Output
  --output FORM       text, json, github (annotations of a pull request) or sarif (code scanning)
                                                                  (text)
  --json              the same as --output json: print shape, out, dx, dgamma, dbeta, check and comparison as JSON in full precision
  --report FILE       write the panel with these numbers as one HTML file that works offline
  --export FILE.npz   write all tensors (x, gamma, beta, dout, xhat, out, dx, dgamma, dbeta, yours) as one NumPy archive
  --code LIBRARY      print Python code that reproduces the gradients: ${listed(LIBRARY_NAMES, "or")}
  --color, --no-color colours whatever standard output is (NO_COLOR is heard)

Problem (each wins over what FILE says; of --dout and --seed the last one)
  --gamma VALUES      one number, a list ("0.5, 2, 3") or a FILE  (1)
  --beta VALUES       the same                                    (0)
  --dout FILE         the upstream gradient, in the shape of x; or what it follows from: 1, "2 * out", "out - x"
                                                                  (standard normal)
  --seed N            seed of a drawn dout                        (1)
  --xhat FILE         xhat, in the place of a FILE with x, where a backward pass keeps no x
  --xmu FILE          x - mu, likewise
  --rstd VALUES       r = 1 / sqrt(v + eps) of each column beside them: one number, a list or a FILE
  --eps NUMBER        added to the variance                       (1e-5)
  --mode MODE         train or eval                               (train)
  --activation NAME   behind it: ${listed(ACTIVATIONS, "or")}  (none)
  --slope NUMBER      of the leaky ReLU, below 0                  (0.01)
  --norm LAYER        batch, layer, rms, group or instance        (batch)
  --axis N            that holds the channels; -1 is the last     (1)
  --groups N          of channels, in group norm
  --normalized-shape EXTENTS
                      trailing extents of x that layer and RMS norm run over: "3, 7"
                                                                  (the last axis)
  --axes AXES         in its place: the axes that they run over, where these are not the last ones: "1"
  --gamma-offset N    1 where gamma - 1 is stored in the place of gamma
                                                                  (0)
  --variance NAME     biased (divided by N) or unbiased (N - 1)   (biased)
  --eps-placement P   inside the root, or outside                 (inside)
  --mask VALUES       1 for each row that makes the statistics, 0 for padding: a list or a FILE
                                                                  (every row)
  --split VALUES      extents along axis 0 that are normalized apart: "32, 32, 17"
                                                                  (one batch)
  --dx FILE, --dgamma FILE, --dbeta FILE
                      gradients of your own, to be compared and, when wrong, diagnosed
  --dx2 FILE, --dgamma2 FILE, --dbeta2 FILE
                      a second set of them: judged too, and compared with the first
  --given-out FILE, --given-mean FILE, --given-variance FILE, --given-rstd FILE
                      what the forward pass left that they belong to: it tells the layer and its conventions
  --tolerance T       relative error up to which their cells agree: 1e-3, or "float32=1e-3, float16=1e-2"
                                                                  (by rounding)
  --take-fit          where they are right under another setting (eps, gamma, dout, axis, ...), take that over

How
  --precision P       standard, or exact: double-double           (standard)
  --check CELLS       all, or a sample of them that is drawn by a seed and takes seconds
                                                                  (all; a sample where all take over 2 minutes)
  --format F          ${FORMAT_NAMES.join(", ")}; guessed from name and content
  --read-as ID        another reading of FILE, where two are possible: the notes and reading.alternatives name them
  --help, --version

Exit code: 0 correct (of a sample: no mistake found in it), 1 wrong (the check or your gradients), 3 doubtful,
2 bad input or usage, 70 a fault of the program itself, 74 the output could not be written.
`;

/** What Node's parseArgs is told of the flags; those of the problem all take a text. */
export const FLAGS = {
  ...(Object.fromEntries(PROBLEM_FLAGS.map((flag) => [flag, { type: "string" }])) as Record<
    ProblemFlag,
    { type: "string" }
  >),
  xhat: { type: "string" },
  xmu: { type: "string" },
  output: { type: "string" },
  json: { type: "boolean" },
  cell: { type: "string" },
  report: { type: "string" },
  export: { type: "string" },
  code: { type: "string" },
  color: { type: "boolean" },
  "take-fit": { type: "boolean" },
  precision: { type: "string" },
  check: { type: "string" },
  format: { type: "string" },
  "read-as": { type: "string" },
  help: { type: "boolean", short: "h" },
  version: { type: "boolean", short: "v" },
} as const;

type Parsed = ReturnType<typeof parse>;

function parse(args: readonly string[]) {
  return parseArgs({
    args: joinNegative(args),
    allowPositionals: true,
    allowNegative: true,
    tokens: true,
    options: FLAGS,
  });
}

/** Reads a command line. "help" and "version" stand for the wish to see those. */
export function readOptions(args: readonly string[]): Result<Options | "help" | "version"> {
  let parsed;
  try {
    parsed = parse(args);
  } catch (error) {
    const reason =
      error instanceof Error ? error.message.replace(/\n.*/s, "").replace(/\.? To specify .*$/, "") : String(error);
    return failure("usage", `${reason.replace(/\.$/, "")}; --help lists the options.`);
  }
  const { values, positionals } = parsed;
  if (values.help) return success("help");
  if (values.version) return success("version");
  const command = COMMANDS.find((name) => name === positionals[0]) ?? "check";
  const source = sourceOf(command === "check" ? positionals : positionals.slice(1), values);
  if (!source.ok) return source;
  const foreign = foreignFlag(command, values);
  if (foreign) return foreign;
  const precision = oneOf("precision", values.precision ?? "standard", CHOICES.precision);
  if (!precision.ok) return precision;
  const check = values.check === undefined ? undefined : oneOf("check", values.check, CHOICES.check);
  if (check && !check.ok) return check;
  const code = values.code === undefined ? undefined : oneOf("code", values.code, LIBRARY_NAMES);
  if (code && !code.ok) return code;
  const format = values.format === undefined ? undefined : oneOf("format", values.format, FORMAT_NAMES);
  if (format && !format.ok) return format;
  const output = oneOf("output", values.output ?? (values.json ? "json" : "text"), CHOICES.output);
  if (!output.ok) return output;
  if (values.json && output.value !== "json")
    return failure("usage", `--json is --output json, but --output is ${output.value}; give one of the two.`);
  return success({
    command,
    cell: values.cell,
    ...source.value,
    output: output.value,
    json: output.value === "json",
    precision: precision.value,
    check: check?.value,
    report: values.report,
    archive: values.export,
    code: code?.value,
    format: format?.value,
    readAs: values["read-as"],
    takeFit: values["take-fit"] ?? false,
    color: values.color,
    said: saidOf(parsed),
  });
}

/** Flags of the check that no other command takes. */
const OF_CHECK = ["output", "report", "export", "code", "take-fit", "check"] as const;

/** The fault of a flag that the command does not take. */
function foreignFlag(command: Command, values: Parsed["values"]): Result<never> | undefined {
  const foreign = command === "check" ? [] : OF_CHECK.filter((flag) => values[flag] !== undefined);
  if (values.cell !== undefined && command !== "explain")
    return failure("usage", "--cell belongs to explain: gradient-lens explain FILE --cell l,k.");
  const [flag] = foreign;
  if (flag === undefined) return undefined;
  return failure("usage", `${command} takes no --${flag}; --help lists the options.`);
}

/** The file of x, or of what was kept in its place. */
function sourceOf(
  positionals: readonly string[],
  { xhat, xmu }: Readonly<Partial<Record<KeptName, string>>>,
): Result<Pick<Options, "file" | "xKept">> {
  const kept = [...(xhat === undefined ? [] : [xhat]), ...(xmu === undefined ? [] : [xmu])];
  const [file, ...more] = [...positionals, ...kept];
  if (file !== undefined && more.length === 0) {
    return success({ file, xKept: xhat !== undefined ? "xhat" : xmu !== undefined ? "xmu" : undefined });
  }
  const got = [...positionals, ...kept.map((name, i) => `--${i === 0 && xhat !== undefined ? "xhat" : "xmu"} ${name}`)];
  const text = `Expected one FILE (or - for standard input), got ${got.join(" ") || "none"}; --help lists the options.`;
  return failure("usage", text);
}

/** What is said of the problem, in the order in which it was said. */
function saidOf({ tokens }: Parsed): (readonly [ProblemFlag, string])[] {
  const said = new Map<ProblemFlag, string>();
  for (const token of tokens) {
    const flag = token.kind === "option" && PROBLEM_FLAGS.find((name) => name === token.name);
    if (!flag || token.value === undefined) continue;
    said.delete(flag); // said again, it is the newer word
    said.set(flag, token.value);
  }
  return [...said];
}

/** "--gamma -2" as "--gamma=-2": a negative number is no option. */
function joinNegative(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (const arg of args) {
    const last = joined.at(-1);
    if (last !== undefined && /^--[a-z]+$/.test(last) && /^-[\d.]/.test(arg))
      joined[joined.length - 1] = `${last}=${arg}`;
    else joined.push(arg);
  }
  return joined;
}

/** A value that must be one of some names. */
function oneOf<T extends string>(name: string, given: string, choices: readonly T[]): Result<T> {
  const found = choices.find((choice) => choice === given);
  if (found !== undefined) return success(found);
  return failure("usage", `--${name} is "${given}", expected ${choices.join(" or ")}; --help lists the options.`);
}
