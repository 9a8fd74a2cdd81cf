import { createInterface } from "node:readline";
import { version } from "../../package.json";
import { callTool, TOOLS } from "./mcp-tools";

/** Versions of the Model Context Protocol that are spoken, the newest first: they differ in nothing that is used here. */
const VERSIONS = ["2025-06-18", "2025-03-26", "2024-11-05"] as const;
const [NEWEST] = VERSIONS;

/** JSON-RPC 2.0. */
const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const NO_METHOD = -32601;
const BAD_PARAMETERS = -32602;

type Answer = { readonly result: unknown } | { readonly error: { readonly code: number; readonly message: string } };
type Params = Readonly<Record<string, unknown>>;

/** Serves the Model Context Protocol on standard input and output, one message a line, until the input ends. */
export async function serveMcp(input: NodeJS.ReadableStream, write: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (line.trim() === "") continue;
    const reply = await answered(line);
    if (reply !== undefined) write(`${JSON.stringify({ jsonrpc: "2.0", ...reply })}\n`);
  }
}

/** The reply to a line. A notification has none. */
async function answered(line: string): Promise<Record<string, unknown> | undefined> {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    return { id: null, ...failed(PARSE_ERROR, "Expected one JSON-RPC message in each line.") };
  }
  if (!isObject(message) || typeof message.method !== "string")
    return { id: null, ...failed(INVALID_REQUEST, "Expected a request with a method.") };
  if (message.id === undefined) return undefined;
  const params = isObject(message.params) ? message.params : {};
  return { id: message.id, ...(await answerTo(message.method, params)) };
}

async function answerTo(method: string, params: Params): Promise<Answer> {
  switch (method) {
    case "initialize":
      return { result: hello(params) };
    case "ping":
      return { result: {} };
    case "tools/list":
      return { result: { tools: TOOLS } };
    case "tools/call": {
      const asked = isObject(params.arguments) ? params.arguments : {};
      const result = await callTool(String(params.name), asked);
      return result ? { result } : failed(BAD_PARAMETERS, `There is no tool ${String(params.name)}.`);
    }
    default:
      return failed(NO_METHOD, `There is no method ${method}.`);
  }
}

function hello({ protocolVersion }: Params): Record<string, unknown> {
  return {
    protocolVersion: VERSIONS.find((known) => known === protocolVersion) ?? NEWEST,
    capabilities: { tools: {} },
    serverInfo: { name: "gradient-lens", title: "Gradient Lens", version },
  };
}

function failed(code: number, message: string): Answer {
  return { error: { code, message } };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
