import type { AgentAsk } from "../agent/agent-language";
import { joinJavaScript } from "../agent/joined-modules";
import announcedPlan from "./agent/announced-plan.agent.mjs";
import answer from "./agent/answer.agent.mjs";
import beginnings from "./agent/beginnings.agent.mjs";
import clock from "./agent/clock.agent.mjs";
import elements from "./agent/elements.agent.mjs";
import held from "./agent/held.agent.mjs";
import frameMembers from "./agent/frame-members.agent.mjs";
import nestedPlan from "./agent/nested-plan.agent.mjs";
import payload from "./agent/payload.agent.mjs";
import privateFile from "./agent/private-file.agent.mjs";
import shapedPlan from "./agent/shaped-plan.agent.mjs";
import stridedPlan from "./agent/strided-plan.agent.mjs";
import tensorPlan from "./agent/tensor-plan.agent.mjs";
import typeNames from "./agent/type-names.agent.mjs";

const MODULES = [
  held,
  clock,
  typeNames,
  elements,
  announcedPlan,
  stridedPlan,
  nestedPlan,
  shapedPlan,
  tensorPlan,
  payload,
  privateFile,
  frameMembers,
  beginnings,
  answer,
];

/** What runs inside a stopped JavaScript program: a function expression. It declares nothing outside itself. */
export const JAVASCRIPT_AGENT = `(get, ask) => {
"use strict";
${joinJavaScript(MODULES)}
return answer(get, ask);
}`;

/** A variable of a frame, with a mark where it is one of the module. */
export type FrameName = readonly [name: string, mark?: "module"];

/** One JavaScript expression that asks the agent about a user's expression, or about a list of names. */
export function javascriptExpression(expression: string, ask: AgentAsk): string {
  const names = ask.op === "list" ? (JSON.parse(expression) as FrameName[]) : [];
  const get =
    ask.op === "list"
      ? `[${names.map(([name, ...mark]) => `[${JSON.stringify(name)},()=>(${name}),${JSON.stringify(mark)}]`).join(",")}]`
      : `(${expression}\n)`;
  return `(${JAVASCRIPT_AGENT})(()=>${get},${JSON.stringify(ask)})`;
}
