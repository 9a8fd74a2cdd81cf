/** A dout that follows from the forward pass, but for a factor. */
export type DoutFamily = "1" | "out" | "out - x" | "x";

interface DoutName {
  readonly family: DoutFamily;
  readonly factor: number;
}

const NAME = /^(?:([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*\*\s*|(-)\s*)?(?:(out|x)|\(?\s*out\s*-\s*x\s*\)?)$/i;

/** Reads "2 * (out - x)", "-out" or a lone number, which is a constant dout. Undefined when the text is none of them. */
export function readDoutName(text: string): DoutName | undefined {
  const trimmed = text.trim();
  const match = NAME.exec(trimmed);
  if (!match) {
    const factor = trimmed === "" ? NaN : Number(trimmed);
    return Number.isFinite(factor) ? { family: "1", factor } : undefined;
  }
  const [, times, minus, name] = match;
  const family = name === undefined ? "out - x" : name.toLowerCase() === "out" ? "out" : "x";
  return { family, factor: times === undefined ? (minus ? -1 : 1) : Number(times) };
}
