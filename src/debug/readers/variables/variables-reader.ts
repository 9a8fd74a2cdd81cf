import { success, type Result } from "../../../core/fault";
import { evaluate } from "../../session/ask";
import type { DapSession, Target } from "../../session/dap-session";
import type { Description, NamedDescription, Reader, ReadOptions } from "../reader";
import { beginningsOneByOne } from "./beginnings";
import { describeGonum, isOfGonum, readGonum } from "./gonum";
import { namedNumber } from "./named-number";
import { describeTree, readTree, type ValueRow } from "./value-tree";
import { walkVariables } from "./walk-variables";

/** Any debugger's arrays, row by row as the Variables view shows them. Slow and limited, but it works everywhere. */
export function createVariablesReader(): Reader {
  return {
    language: "Any",
    asksOneByOne: true,
    readBeginnings(frame, expressions, bytes, options) {
      return beginningsOneByOne(this, frame, expressions, bytes, options);
    },
    async describe(target, options) {
      const root = await rowOf(target, options);
      return root.ok ? await describeRow(target.session, root.value, options) : root;
    },
    async read(target, options) {
      const root = await rowOf(target, options);
      if (!root.ok) return root;
      const readRow = isOfGonum(root.value.type) ? readGonum : readTree;
      return await readRow(target.session, target.expression, root.value, options);
    },
    async listTensors(session, frameId, options) {
      const found: NamedDescription[] = [];
      const walked = await walkVariables(session, frameId, options, async (reached) => {
        const { expression, isOfModule, variablesReference } = reached;
        const number = namedNumber(reached, options.numbers);
        if (number) found.push(number);
        if (variablesReference === 0) return success({ holdsOthers: false });
        const description = await describeRow(session, reached, options);
        if (!description.ok) return description;
        const isTensor = description.value.obstacle === null;
        if (isTensor) found.push({ expression, description: description.value, ...(isOfModule && { isOfModule }) });
        return success({ holdsOthers: !isTensor });
      });
      if (!walked.ok) return walked;
      return success(found);
    },
  };
}

async function describeRow(session: DapSession, row: ValueRow, options: ReadOptions): Promise<Result<Description>> {
  return await (isOfGonum(row.type) ? describeGonum : describeTree)(session, row, options);
}

/** The value of an expression, as a row of its own. */
async function rowOf({ session, frameId, expression }: Target, { signal }: ReadOptions): Promise<Result<ValueRow>> {
  const answer = await evaluate(session, { expression, frameId, context: "watch" }, signal);
  return answer.ok ? success({ ...answer.value, value: answer.value.result }) : answer;
}
