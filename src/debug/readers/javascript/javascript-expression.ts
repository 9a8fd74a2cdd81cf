import type { AgentAsk } from "../agent/agent-language";
import { joinJavaScript } from "../agent/joined-modules";
import answer from "./agent/answer.agent.mjs";
import elements from "./agent/elements.agent.mjs";
import nestedPlan from "./agent/nested-plan.agent.mjs";
import payload from "./agent/payload.agent.mjs";
import privateFile from "./agent/private-file.agent.mjs";
import stridedPlan from "./agent/strided-plan.agent.mjs";
import tensorPlan from "./agent/tensor-plan.agent.mjs";
import typeNames from "./agent/type-names.agent.mjs";

/** What runs inside a stopped JavaScript program: a function expression. It declares nothing outside itself. */
export const JAVASCRIPT_AGENT = `(get, ask) => {
"use strict";
${joinJavaScript([typeNames, elements, stridedPlan, nestedPlan, tensorPlan, payload, privateFile, answer])}
return answer(get, ask);
}`;

/** One JavaScript expression that asks the agent about a user's expression, or about a list of names. */
export function javascriptExpression(expression: string, ask: AgentAsk): string {
  const names = ask.op === "list" ? (JSON.parse(expression) as string[]) : [];
  const get =
    ask.op === "list"
      ? `[${names.map((name) => `[${JSON.stringify(name)},()=>(${name})]`).join(",")}]`
      : `(${expression}\n)`;
  return `(${JAVASCRIPT_AGENT})(()=>${get},${JSON.stringify(ask)})`;
}
