const TOKEN = /[^\s,[\]{}()]+/y;

/** What stands at an offset where a number was expected, in words, and the code of that fault. */
export function describeAt(text: string, start: number, end: number): { readonly code: string; readonly text: string } {
  if (start >= end) return { code: "unclosed", text: "the end of the input" };
  const first = text.charAt(start);
  if (first === '"' || first === "'") {
    const close = text.indexOf(first, start + 1);
    const token = text.slice(start, close < 0 || close >= end ? end : close + 1);
    return { code: "string", text: `the string ${shorten(token)}` };
  }
  if (first === "{") return { code: "object", text: "an object" };
  if (first === "[" || first === "(") return { code: "mixed-depth", text: "an array" };
  if (first === "," || first === ";") return { code: "missing-value", text: `nothing before "${first}"` };
  if (first === "]" || first === "}" || first === ")") return { code: "missing-value", text: `"${first}"` };
  if (/\s/.test(first)) return { code: "token", text: `a blank of another kind (${codePoint(first)})` };
  TOKEN.lastIndex = start;
  const token = (TOKEN.exec(text)?.[0] ?? first).slice(0, end - start);
  if (token === "null" || token === "None") return { code: "null", text: `${token} (write "NaN" for a missing value)` };
  if (/^(true|false)$/i.test(token)) return { code: "boolean", text: token };
  if (/^[-+]?0\d+$/.test(token)) return { code: "number", text: `${shorten(token)} (write it without the 0 in front)` };
  return { code: /^[-+.\d]/.test(token) ? "number" : "token", text: shorten(token) };
}

function codePoint(unit: string): string {
  return `U+${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** A token of a text in a message: on one line, and no longer than a glance. */
export function shorten(token: string): string {
  const line = token.replace(/\s+/g, " ").trim();
  return line.length > 40 ? `${line.slice(0, 37)}...` : line;
}
