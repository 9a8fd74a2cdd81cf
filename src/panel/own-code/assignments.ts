/** One assignment of a program or of a formula, as text. */
export interface Assignment {
  readonly line: number; // from 1; the line that it begins on
  readonly name: string; // of what is assigned, without prefixes and indices: "dx" of "self.dx[i]"
  readonly operator: "=" | "+=" | "-=";
  readonly value: string; // the expression on the right
}

const LONGEST = 20; // lines of one statement

/** The assignments in a text, each with its line; what is no plain assignment is left out. */
export function assignmentsIn(text: string, comment: "#" | "//"): Assignment[] {
  const found: Assignment[] = [];
  let statement = "";
  let from = 0;
  text.split(/\r?\n/).forEach((full, index) => {
    const line = withoutComment(full, comment);
    if (statement === "" || index - from >= LONGEST) {
      statement = "";
      from = index;
    }
    statement += `${line} `;
    if (isOpen(statement)) return;
    for (const part of statement.split(";")) {
      const assignment = toAssignment(part);
      if (assignment) found.push({ line: from + 1, ...assignment });
    }
    statement = "";
  });
  return found;
}

/** Without strings it is enough to look for the mark: a line with a string in it is no formula. */
function withoutComment(line: string, comment: "#" | "//"): string {
  const at = line.indexOf(comment);
  return at < 0 ? line : line.slice(0, at);
}

function isOpen(statement: string): boolean {
  let depth = 0;
  for (const letter of statement) {
    if ("([{".includes(letter)) depth++;
    else if (")]}".includes(letter)) depth--;
  }
  // A block's brace stays open for long; what matters is an expression that goes on.
  return depth > 0 && !statement.includes("{");
}

const LEFT =
  /^\s*(?:(?:const|let|var|auto|float|double)\s+)?(?:(?:self|this|ctx|cls)\.)?([A-Za-z_]\w*)(?:\[[^\]=]*\])?(?:\s*:\s*[\w.[\]]+)?\s*(=|\+=|-=)(?![=>])/;

function toAssignment(statement: string): Omit<Assignment, "line"> | undefined {
  // What stands before the last brace belongs to the block around, "for (...) { dx[i] = ..."; and so does a head without one.
  const inner = statement
    .slice(statement.lastIndexOf("{") + 1)
    .replace(/}\s*$/, "")
    .replace(/^[^=]*\)\s*(?=\w)/, "");
  const left = LEFT.exec(inner);
  if (!left) return undefined;
  const [whole, name, operator] = left as unknown as readonly [string, string, Assignment["operator"]];
  return { name, operator, value: inner.slice(whole.length).trim() };
}
