/**
 * Characters that change how the text around them is shown, or do something to a terminal: C0 and C1 controls, line and
 * paragraph separators, marks and overrides of the writing direction, some of no width, halves of characters, and tags,
 * which nobody sees. (Joiners stay: words need them.)
 */
const UNSEEN =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** A text from outside for people to read, on one line: what cannot be seen is written as JavaScript writes it. */
export function visible(text: string): string {
  return text.replace(UNSEEN, escaped);
}

/** JSON whose bytes are harmless on a terminal: JSON.stringify leaves C1 controls and overrides as they are. */
export function visibleJson(json: string): string {
  return json.replace(UNSEEN, (unit) => (unit === "\n" ? unit : written(unit)));
}

function escaped(unit: string): string {
  if (unit === "\n") return "\\n";
  if (unit === "\t") return "\\t";
  if (unit === "\r") return "\\r";
  return written(unit);
}

/** A character as JavaScript and JSON write it, in one unit or two. */
function written(character: string): string {
  return Array.from(
    { length: character.length },
    (_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, "0")}`,
  ).join("");
}
