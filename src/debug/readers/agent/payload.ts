import { failure, sentenceOf, success, type Result } from "../../../core/fault";
import { unreadable } from "../../session/ask";
import { fromBase64 } from "../../../encoding/base64";
import { crc32 } from "../../../encoding/loops/crc32";

/** Every answer of an agent begins with this, so that an exception's text or a cut answer is never taken for numbers. */
const MAGIC = "gradient-lens/1 ";

export interface Payload {
  readonly head: Readonly<Record<string, unknown>>;
  readonly body: Uint8Array;
}

/**
 * Reads `gradient-lens/1 CRC LENGTH HEAD BODY`: CRC-32 of the body in hex, length of the head, the head in JSON and the
 * body in base64. Adapters may put quotes around it. Faults: "unreadable-answer", "damaged" (cut, or a wrong checksum),
 * and what the agent itself reports, "too-long" of a walk that has ended itself, and "program-error"
 * with the exception's name and text.
 */
export function parsePayload(answer: string): Result<Payload> {
  const start = answer.indexOf(MAGIC);
  if (start < 0 || start > 1) return unreadable(answer);
  const quote = start === 1 ? answer[0] : "";
  const text = quote ? unquote(answer, quote) : answer;
  const match = /^gradient-lens\/1 ([0-9a-f]{8}) (\d{1,7}) /.exec(text);
  if (!match) return unreadable(text);
  const from = match[0].length;
  const headEnd = from + Number(match[2]);
  let head: Readonly<Record<string, unknown>>;
  try {
    head = JSON.parse(text.slice(from, headEnd)) as Readonly<Record<string, unknown>>;
  } catch {
    return unreadable(text);
  }
  if (head.error === "NoTensor" && typeof head.text === "string") {
    return failure("no-tensor", `The list is no tensor: ${sentenceOf(head.text)}`);
  }
  if (head.error === "TookTooLong" && typeof head.text === "string") return failure("too-long", head.text);
  if (typeof head.error === "string") {
    const what = typeof head.text === "string" && head.text ? `: ${head.text}` : "";
    return failure("program-error", sentenceOf(`${head.error}${what}`));
  }
  const body = bodyOf(text.slice(headEnd));
  if (!body || crc32(body) !== parseInt(match[1] ?? "", 16)) {
    return failure(
      "damaged",
      `The debugger's answer of ${text.length} characters arrived damaged: its checksum differs.`,
    );
  }
  return success({ head, body });
}

/** js-debug quotes as JSON does, debugpy as Python's repr; the payload has no character but quotes that repr escapes. */
function unquote(answer: string, quote: string): string {
  const inner = answer.slice(1, answer.endsWith(quote) ? -1 : undefined);
  return inner.includes("\\") ? inner.replace(/\\(.)/gs, "$1") : inner;
}

function bodyOf(base64: string): Uint8Array | undefined {
  try {
    return fromBase64(base64);
  } catch {
    return undefined;
  }
}
