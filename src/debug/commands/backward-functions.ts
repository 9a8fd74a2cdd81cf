/** A function whose name or whose results look like a batch norm's backward. */
interface BackwardFunction {
  readonly line: number; // from 0
  readonly name: string;
}

/** By which endings of a file's name its language is known. */
const ENDINGS = { python: /\.pyw?$/i, script: /\.[cm]?[jt]sx?$/i } as const;
type Language = keyof typeof ENDINGS;

/** The language of a program's file, where backward passes are looked for in it. */
export function languageOf(path: string): Language | undefined {
  return ENDINGS.python.test(path) ? "python" : ENDINGS.script.test(path) ? "script" : undefined;
}

const NAMED = /backward|bwd|_grad$|Grad$/;
/** A gradient that is assigned, alone or among others: "dgamma = ", "dx, dgamma, dbeta = ", "const dx = ", "dbeta[k] += ". */
const ASSIGNED = /^\s*(?:(?:const|let|var)\s+)?[\w.,\s[\](){}]*?\b(d(?:x|gamma|beta))\b[\w.,\s[\](){}]*[-+]?=(?!=|>)/i;
/** One gradient may be anybody's dx; two are a batch norm's. */
const ASSIGNED_AT_LEAST = 2;

const HEADS: Readonly<Record<Language, readonly RegExp[]>> = {
  python: [/^\s*(?:async\s+)?def\s+(\w+)\s*\(/],
  script: [
    /^\s*(?:export\s+)?(?:default\s+)?(?:async\s+)?function\s*\*?\s*(\w+)\s*[(<]/,
    /^\s*(?:export\s+)?(?:const|let|var)\s+(\w+)\s*(?::[^=]+)?=\s*(?:async\s*)?(?:\([^)]*\)?|\w+)\s*(?::[^=]+)?(?:=>|$)/,
    /^\s*(?:public\s+|private\s+|protected\s+|static\s+|async\s+)*(\w+)\s*\([^;]*\)\s*(?::[^={]+)?\{\s*$/,
  ],
};
const NO_NAMES = /^(?:if|for|while|switch|catch|function|return|with|constructor)$/;

/** The functions of a program's text that look like a backward, in its order. */
export function backwardFunctions(text: string, language: Language): readonly BackwardFunction[] {
  const lines = text.split(/\r?\n/);
  const heads = lines.flatMap((content, line): (BackwardFunction & { readonly indent: number })[] => {
    const name = nameIn(content, HEADS[language]);
    return name === undefined ? [] : [{ line, name, indent: content.search(/\S/) }];
  });
  return heads.flatMap(({ line, name, indent }, i) => {
    if (NAMED.test(name)) return [{ line, name }];
    const next = heads.slice(i + 1).find((other) => other.indent <= indent)?.line ?? lines.length;
    const inner = heads.slice(i + 1).filter((other) => other.line < next);
    const body = lines.slice(line + 1, next).filter((_, at) => !inner.some((other) => at + line + 1 >= other.line));
    const assigned = new Set(body.flatMap((content) => gradientsIn(content)));
    return assigned.size >= ASSIGNED_AT_LEAST ? [{ line, name }] : [];
  });
}

function nameIn(content: string, heads: readonly RegExp[]): string | undefined {
  for (const head of heads) {
    const name = head.exec(content)?.[1];
    if (name !== undefined && !NO_NAMES.test(name)) return name;
  }
  return undefined;
}

/** The gradients that a line assigns. */
function gradientsIn(content: string): string[] {
  if (content.length > 400 || !ASSIGNED.test(content)) return [];
  const left = content.slice(0, content.search(/[-+]?=(?!=|>)/));
  return [...left.matchAll(/\bd(x|gamma|beta)\b/gi)].map(([name]) => name.toLowerCase());
}
