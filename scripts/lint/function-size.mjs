// A lint rule: no function has more than so many lines of code. Blank lines and comments do not count, and neither does
// the callback of a `describe`, which only holds tests.

function isSuite({ parent }) {
  if (parent.type !== "CallExpression") return false;
  const { callee } = parent;
  return (callee.type === "MemberExpression" ? callee.object : callee).name === "describe";
}

export const functionSize = {
  meta: {
    type: "suggestion",
    schema: [{ type: "integer", minimum: 1 }],
    messages: { long: "{{lines}} lines of code, expected {{max}} or fewer: cut it along what it does." },
  },
  create(context) {
    const [max] = context.options;
    const check = (node) => {
      if (isSuite(node)) return;
      const lines = new Set();
      for (const { loc } of context.sourceCode.getTokens(node))
        for (let line = loc.start.line; line <= loc.end.line; line++) lines.add(line);
      if (lines.size > max) context.report({ node, messageId: "long", data: { lines: lines.size, max } });
    };
    return { FunctionDeclaration: check, FunctionExpression: check, ArrowFunctionExpression: check };
  },
};
