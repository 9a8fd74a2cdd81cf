import type { Result } from "../../../core/fault";
import { evaluate } from "../../session/ask";
import type { Target } from "../../session/dap-session";
import type { AgentAsk, AgentLanguage } from "./agent-language";
import { parsePayload, type Payload } from "./payload";

/** Asks the agent about an expression: one evaluation, in the context that no adapter cuts. */
export async function askAgent(
  language: AgentLanguage,
  { session, frameId, expression: user }: Target,
  ask: AgentAsk,
  signal: AbortSignal,
  patience?: number,
): Promise<Result<Payload>> {
  const expression = language.express(user, ask);
  const args = { expression, frameId, context: "clipboard", format: { rawString: true } };
  const answer = await evaluate(session, args, signal, patience);
  if (!answer.ok) return answer;
  const payload = parsePayload(answer.value.result);
  return payload.ok || !language.explain ? payload : { ok: false, fault: language.explain(payload.fault) };
}
