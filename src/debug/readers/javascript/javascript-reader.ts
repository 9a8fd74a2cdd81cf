import { success, type Fault } from "../../../core/fault";
import { createAgentReader } from "../agent/agent-reader";
import { variablesOf } from "../../session/frame-variables";
import { javascriptExpression, type FrameName } from "./javascript-expression";
import type { Reader } from "../reader";
import type { Disk } from "../shared-disk";

/** Nested arrays, typed arrays and objects with a shape and data, through js-debug. */
export function createJavaScriptReader(disk: Disk | null): Reader {
  return createAgentReader(
    {
      language: "JavaScript",
      express: javascriptExpression,
      operand: (expression) => (/^[\w$.]+$/.test(expression) ? expression : `(${expression})`),
      hasFiles: (type) => /^(pwa-node|pwa-extensionHost|node|node-terminal|extensionHost)$/.test(type),
      explain: explainMissing,
      async names(session, frameId, signal) {
        const variables = await variablesOf(session, frameId, signal);
        if (!variables.ok) return variables;
        const names = variables.value
          .filter(({ name }) => name !== "this" && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name))
          .map(({ name, isOfModule }): FrameName => (isOfModule ? [name, "module"] : [name]));
        // "this" is a variable to some adapters only; where there is none it holds nothing.
        return success(JSON.stringify([...names.slice(0, 1000), ["this"]]));
      },
    },
    disk,
  );
}

function explainMissing(fault: Fault): Fault {
  if (!/^ReferenceError: .* is not defined\.$/.test(fault.text)) return fault;
  const text = `${fault.text} The engine keeps only those outer variables that the stopped function uses; choose the frame where it is declared.`;
  return { ...fault, text };
}
