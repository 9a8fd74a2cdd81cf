import { success, type Result } from "../../../core/fault";
import { evaluate } from "../../session/ask";
import { variablesOf } from "../../session/frame-variables";
import type { Target } from "../../session/dap-session";
import { LISTED_VARIABLES, type NamedDescription, type Reader, type ReadOptions } from "../reader";
import { namedNumber } from "./named-number";
import { describeTree, readTree, type ValueRow } from "./value-tree";

/** Any debugger's arrays, row by row as the Variables view shows them. Slow and limited, but it works everywhere. */
export function createVariablesReader(): Reader {
  return {
    language: "Any",
    async describe(target, options) {
      const root = await rowOf(target, options);
      return root.ok ? await describeTree(target.session, root.value, options) : root;
    },
    async read(target, options) {
      const root = await rowOf(target, options);
      return root.ok ? await readTree(target.session, target.expression, root.value, options) : root;
    },
    async listTensors(session, frameId, options) {
      const variables = await variablesOf(session, frameId, options.signal);
      if (!variables.ok) return variables;
      const found: NamedDescription[] = [];
      for (const variable of variables.value.slice(0, LISTED_VARIABLES)) {
        const number = namedNumber(variable, options.numbers);
        if (number) found.push(number);
        if (variable.variablesReference === 0) continue;
        const description = await describeTree(session, variable, options);
        if (!description.ok) return description;
        if (!description.value.obstacle)
          found.push({ expression: variable.evaluateName ?? variable.name, description: description.value });
      }
      return success(found);
    },
  };
}

/** The value of an expression, as a row of its own. */
async function rowOf({ session, frameId, expression }: Target, { signal }: ReadOptions): Promise<Result<ValueRow>> {
  const answer = await evaluate(session, { expression, frameId, context: "watch" }, signal);
  return answer.ok ? success({ ...answer.value, value: answer.value.result }) : answer;
}
