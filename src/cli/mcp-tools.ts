import { explainable } from "../core/explain/needs-x";
import { failure, reasonOf, type Fault, type Result } from "../core/fault";
import { visible } from "../encoding/visible";
import { listed } from "../input/listed";
import { analyse, readInput, type ReadInput } from "./analyse";
import { explain, explainText } from "./explain-report";
import { readOptions, type Options } from "./options";
import { readCell } from "./read-cell";
import { shortReport } from "./short-report";
import { isWithin } from "./within-folders";

/** What a tool answers, by the Model Context Protocol. */
export interface ToolResult {
  readonly content: readonly { readonly type: "text"; readonly text: string }[];
  readonly structuredContent?: Record<string, unknown>;
  readonly isError?: boolean;
}

const SOURCE = {
  file: {
    type: "string",
    description: "Path of a file: a problem file (JSON), a matrix, or tensors as NumPy and PyTorch keep them.",
  },
  problem: {
    type: "object",
    description:
      "In the place of a file: { x, gamma, beta, dout, eps, mode, norm, candidate: { dx, dgamma, dbeta } }; only x is needed.",
  },
} as const;

/** The tools as a client is told of them. */
export const TOOLS = [
  {
    name: "check_gradients",
    title: "Check the gradients of a normalization layer",
    description:
      "Computes dx, dgamma and dbeta of batch, layer, RMS, group or instance norm, checks them by numeric derivatives, " +
      "holds your gradients against them element by element, and names the mistake in those that are wrong.",
    inputSchema: { type: "object", properties: SOURCE, additionalProperties: false },
    annotations: { readOnlyHint: true },
  },
  {
    name: "explain_cell",
    title: "Explain where one cell of dx comes from",
    description:
      "Gives the three terms of dx in one cell, the slopes of mean and variance, and the Jacobian's rows of largest share.",
    inputSchema: {
      type: "object",
      properties: { ...SOURCE, cell: { type: "string", description: 'Row and column from 0: "1,7".' } },
      required: ["cell"],
      additionalProperties: false,
    },
    annotations: { readOnlyHint: true },
  },
] as const;

type Asked = Readonly<Record<string, unknown>>;

/** Calls a tool, which reads files of these folders alone where there are some given. Undefined where there is none of this name. What the caller did wrong is a sentence in the result. */
export async function callTool(
  name: string,
  asked: Asked,
  folders?: readonly string[],
): Promise<ToolResult | undefined> {
  const tool = TOOLS.find((other) => other.name === name);
  if (!tool) return undefined;
  const properties = Object.keys(tool.inputSchema.properties);
  const foreign = Object.keys(asked).find((key) => !properties.includes(key));
  if (foreign !== undefined) {
    return refused({ code: "usage", text: `${name} takes ${listed(properties, "and")}, not ${foreign}.` });
  }
  const { file } = asked;
  if (folders && typeof file === "string" && !isWithin(file, folders))
    return refused({ code: "not-in-workspace", text: `${file} is in no folder of this workspace.` });
  try {
    return await (tool.name === "check_gradients" ? check(asked) : cell(asked));
  } catch (error) {
    return refused({ code: "internal", text: reasonOf(error) });
  }
}

async function check(asked: Asked): Promise<ToolResult> {
  const read = sourceOf(asked, []);
  if (!read.ok) return refused(read.fault);
  const { options, input, title } = read.value;
  const report = shortReport(await analyse(input, options, title, () => undefined));
  return { content: [{ type: "text", text: JSON.stringify(report) }], structuredContent: report };
}

function cell(asked: Asked): ToolResult {
  if (typeof asked.cell !== "string") {
    return refused({ code: "cell", text: 'Expected cell, row and column from 0 as a text: "1,7".' });
  }
  const read = sourceOf(asked, ["explain", `--cell=${asked.cell}`]);
  if (!read.ok) return refused(read.fault);
  const { options, input, title } = read.value;
  const { problem, notes } = input;
  const index = readCell(options.cell, problem.layout);
  if (!index.ok) return refused({ ...index.fault, text: index.fault.text.replace(/^--/, "") });
  const whole = explainable(problem);
  if (!whole.ok) return refused(whole.fault);
  const explanation = explain(problem, index.value, options.precision, { title, notes });
  return { content: [{ type: "text", text: explainText(explanation, { color: false, width: 100 }) }] };
}

interface Source {
  readonly options: Options;
  readonly input: ReadInput;
  readonly title: string;
}

/** The file or the problem that is asked about, read as the command line reads it. */
function sourceOf({ file, problem }: Asked, before: readonly string[]): Result<Source> {
  const isFile = typeof file === "string" && file !== "-";
  if (isFile === (typeof problem === "object" && problem !== null))
    return { ok: false, fault: { code: "usage", text: "Expected either file or problem." } };
  const options = readOptions([...before, "--", isFile ? file : "-"]);
  if (!options.ok) return options;
  if (typeof options.value === "string") throw new Error(`expected options, got ${options.value}`);
  const input = isFile
    ? readInput(options.value)
    : readInput(options.value, new TextEncoder().encode(JSON.stringify(problem)));
  if (!input.ok) return isFile ? input : failure(input.fault.code, input.fault.bare ?? input.fault.text);
  return { ok: true, value: { options: options.value, input: input.value, title: isFile ? file : "problem" } };
}

function refused({ text }: Fault): ToolResult {
  return { content: [{ type: "text", text: visible(text) }], isError: true };
}
