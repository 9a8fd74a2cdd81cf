/** cache["x"] or cache.at("x") within an expression. */
export interface Indexing {
  readonly owner: string;
  readonly key: string;
  readonly text: string;
  /** It is all of the expression. */
  readonly isWhole: boolean;
}

/** What is indexed in an expression of C++, and with what, from left to right: an owner comes after those within it. */
export function indexingsIn(expression: string): readonly Indexing[] {
  const bare = withoutTexts(expression);
  const found: Indexing[] = [];
  for (const { 0: opening, index } of bare.matchAll(/\[|(\.|->)\s*at\s*\(/g)) {
    const from = startOfPath(bare, index);
    const inner = index + opening.length;
    const end = closingOf(bare, inner - 1);
    if (from === index || end === undefined) continue;
    const text = expression.slice(from, end + 1);
    const isWhole = text === expression.trim();
    const key = expression.slice(inner, end).trim();
    found.push({ owner: expression.slice(from, index), key, text, isWhole });
  }
  return found;
}

/** The same length with the letters of texts blanked: a bracket in a text indexes nothing. */
function withoutTexts(expression: string): string {
  return expression.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, (text) => "_".repeat(text.length));
}

/** Where the path begins that ends before `end`: names, members, calls and indices. */
function startOfPath(bare: string, end: number): number {
  let at = end;
  for (;;) {
    const opening = openingOf(bare, at);
    if (opening !== undefined) at = opening;
    else at -= /[\w:]*$/.exec(bare.slice(0, at))?.[0].length ?? 0;
    const before = bare.slice(0, at);
    if (opening !== undefined && /[\w)\]]$/.test(before)) continue; // a call or an index
    const joint = /(\.|->)\s*$/.exec(before)?.[0].length;
    if (!joint) return at;
    at -= joint;
  }
}

/** The bracket that the one before `end` closes; undefined where there is none. */
function openingOf(bare: string, end: number): number | undefined {
  if (!/[)\]]$/.test(bare.slice(0, end))) return undefined;
  let depth = 0;
  for (let at = end - 1; at >= 0; at--) {
    const letter = bare.charAt(at);
    if (")]".includes(letter)) depth++;
    else if ("([".includes(letter)) depth--;
    if (depth === 0) return at;
  }
  return undefined;
}

/** The bracket that closes the one at `start`. */
function closingOf(bare: string, start: number): number | undefined {
  let depth = 0;
  for (let at = start; at < bare.length; at++) {
    const letter = bare.charAt(at);
    if ("([".includes(letter)) depth++;
    else if (")]".includes(letter)) depth--;
    if (depth === 0) return at;
  }
  return undefined;
}
