import { headlineText, type Headline } from "../core/headline";
import { SIGNS } from "./tensor-rows";
import type { TerminalStyle } from "./terminal-style";
import { wrap } from "./text";

/** What the panel's head says, in the same words: green are the user's own gradients, never the reference alone. */
export function headSentence(headline: Headline, style: TerminalStyle, width: number): string {
  const sign = SIGNS[headline.verdict];
  const start = `${sign} ${headline.claim}`;
  const text = wrap(`${sign} ${headlineText(headline)}`, width, "  ");
  if (headline.of === "reference" && headline.verdict === "correct") return text;
  // A claim that is broken across lines keeps its colour to the end of the first.
  const [first = ""] = text.split("\n");
  const coloured = first.length < start.length ? first : start;
  return style[headline.verdict](coloured) + text.slice(coloured.length);
}
