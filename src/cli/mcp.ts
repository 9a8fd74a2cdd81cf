import { version } from "../../package.json";
import { callTool, TOOLS } from "./mcp-tools";

/**
 * Versions of the Model Context Protocol that are spoken, the newest first: they differ in nothing that is used here but in
 * batches, which are always taken.
 */
const VERSIONS = ["2025-06-18", "2025-03-26", "2024-11-05"] as const;
const [NEWEST] = VERSIONS;

const LONGEST = 64 * 2 ** 20; // of a line, in UTF-16 units

/** JSON-RPC 2.0. */
const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const NO_METHOD = -32601;
const BAD_PARAMETERS = -32602;

type Answer = { readonly result: unknown } | { readonly error: { readonly code: number; readonly message: string } };
type Folders = readonly string[] | undefined; // whose files may be read; undefined: of every one
type Params = Readonly<Record<string, unknown>>;

/**
 * Serves the Model Context Protocol on standard input and output, one message a line, until the input ends. Where `folders`
 * are given, no file outside of them is read.
 */
export async function serveMcp(
  input: NodeJS.ReadableStream,
  write: (line: string) => void,
  folders?: Folders,
): Promise<void> {
  for await (const line of linesOf(input)) {
    if (line?.trim() === "") continue;
    const reply = line === null ? invalid("A message has more than 64 MiB.") : await answered(line, folders);
    if (reply !== undefined) write(`${JSON.stringify(reply)}\n`);
  }
}

/** What stands between line feeds, which alone part messages: U+2028 may stand in one. Null is a line that is too long. */
async function* linesOf(input: NodeJS.ReadableStream): AsyncGenerator<string | null> {
  input.setEncoding("utf8");
  let [pieces, length]: [string[], number] = [[], 0];
  for await (const chunk of input) {
    for (const [i, piece] of String(chunk).split("\n").entries()) {
      if (i > 0) {
        yield length > LONGEST ? null : pieces.join("");
        [pieces, length] = [[], 0];
      }
      length += piece.length;
      if (length <= LONGEST) pieces.push(piece);
      else pieces = [];
    }
  }
  yield length > LONGEST ? null : pieces.join("");
}

/** The reply to a line: one message, or a batch of them. */
async function answered(line: string, folders: Folders): Promise<object | undefined> {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    return replied(null, failed(PARSE_ERROR, "Expected one JSON-RPC message in each line."));
  }
  if (!Array.isArray(message)) return replyTo(message, folders);
  if (message.length === 0) return invalid("Expected a batch with messages.");
  const replies: object[] = [];
  for (const one of message as unknown[]) {
    const reply = await replyTo(one, folders);
    if (reply) replies.push(reply);
  }
  return replies.length > 0 ? replies : undefined;
}

/** The reply to a message. A notification has none, nor has a response: nothing was asked of the client. */
async function replyTo(message: unknown, folders: Folders): Promise<object | undefined> {
  if (!isObject(message)) return invalid("Expected a request as an object.");
  const { jsonrpc, id, method, params } = message;
  if (method === undefined && ("result" in message || "error" in message)) return undefined;
  if (jsonrpc !== "2.0") return invalid('Expected a request with "jsonrpc": "2.0".');
  if (typeof method !== "string") return invalid("Expected a request with a method.");
  if (id === undefined) return undefined;
  if (typeof id !== "string" && typeof id !== "number") return invalid("Expected a text or a number as id.");
  return replied(id, await answerTo(method, isObject(params) ? params : {}, folders));
}

function replied(id: string | number | null, answer: Answer): object {
  return { jsonrpc: "2.0", id, ...answer };
}

function invalid(message: string): object {
  return replied(null, failed(INVALID_REQUEST, message));
}

async function answerTo(method: string, params: Params, folders: Folders): Promise<Answer> {
  switch (method) {
    case "initialize":
      return { result: hello(params) };
    case "ping":
      return { result: {} };
    case "tools/list":
      return { result: { tools: TOOLS } };
    case "tools/call": {
      const asked = isObject(params.arguments) ? params.arguments : {};
      if (typeof params.name !== "string") return failed(BAD_PARAMETERS, "Expected the name of a tool.");
      const result = await callTool(params.name, asked, folders);
      return result ? { result } : failed(BAD_PARAMETERS, `There is no tool ${params.name}.`);
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
