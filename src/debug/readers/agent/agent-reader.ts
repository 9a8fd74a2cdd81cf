import { success, type Result } from "../../../core/fault";
import { unreadable } from "../../session/ask";
import type { DapSession, Target } from "../../session/dap-session";
import type { Description, NamedDescription, Reader, ReadOptions, ReadTensor } from "../reader";
import type { Values } from "../../../core/tensor";
import type { Disk } from "../shared-disk";
import { decode, isWire, WIRES } from "../wire-types";
import type { AgentLanguage } from "./agent-language";
import { askAgent } from "./ask-agent";
import { describeHead } from "./describe-head";
import type { Payload } from "./payload";
import { readByAgent } from "./read-by-agent";

/** Reads by an agent: small tensors in one answer, larger ones by a private file or in chunks. */
export function createAgentReader(language: AgentLanguage, disk: Disk | null): Reader {
  return {
    language: language.language,
    describe: (target, options) => describe(language, target, options),
    read: (target, options) => read(language, disk, target, options),
    readBeginnings: (frame, expressions, bytes, options) =>
      readBeginnings(language, frame, expressions, bytes, options),
    listTensors: (session, frameId, options) => listTensors(language, session, frameId, options),
  };
}

async function describe(language: AgentLanguage, target: Target, options: ReadOptions): Promise<Result<Description>> {
  const answer = await askAgent(language, target, { op: "describe" }, options.signal);
  return answer.ok ? success(describeHead(answer.value.head, language.operand(target.expression))) : answer;
}

async function read(
  language: AgentLanguage,
  disk: Disk | null,
  target: Target,
  options: ReadOptions,
): Promise<Result<ReadTensor>> {
  const withFile = options.transfer === "auto" && disk !== null && language.hasFiles(target.session.type);
  const folder = withFile ? await disk.createFolder() : null;
  try {
    return await readByAgent(language, target, options, folder);
  } finally {
    await folder?.remove();
  }
}

async function readBeginnings(
  language: AgentLanguage,
  frame: Omit<Target, "expression">,
  expressions: readonly string[],
  most: number,
  { signal }: ReadOptions,
): Promise<Result<readonly (Values | null)[]>> {
  const expression = `[${expressions.map((one) => language.operand(one)).join(", ")}]`;
  const answer = await askAgent(language, { ...frame, expression }, { op: "beginnings", most }, signal);
  if (!answer.ok) return answer;
  const { head, body } = answer.value;
  if (!Array.isArray(head.beginnings)) return unreadable(head);
  let at = 0;
  return success(
    head.beginnings.map((one: { wire: string; bytes: number } | null) => {
      if (!one || !isWire(one.wire)) return null;
      const bytes = body.subarray(at, (at += one.bytes));
      return decode(bytes, one.wire, [one.bytes / WIRES[one.wire]]).tensor.values;
    }),
  );
}

async function listTensors(
  language: AgentLanguage,
  session: DapSession,
  frameId: number,
  options: ReadOptions,
): Promise<Result<readonly NamedDescription[]>> {
  const names = language.names ? await language.names(session, frameId, options.signal) : success("");
  if (!names.ok) return names;
  const target = { session, frameId, expression: names.value };
  const answer = await askAgent(
    language,
    target,
    { op: "list", numbers: (options.numbers ?? []).join(" ") },
    options.signal,
  );
  if (!answer.ok) return answer;
  const { tensors } = answer.value.head;
  if (!Array.isArray(tensors)) return unreadable(answer.value.head);
  return success(
    tensors.map(([expression, head, mark]: [string, Payload["head"], "module"?]) => ({
      expression,
      description: describeHead(head, language.operand(expression)),
      ...(mark === "module" && { isOfModule: true as const }),
    })),
  );
}
