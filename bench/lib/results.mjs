// bench/RESULTS.md: between its marks stands one section for each name, with the run that it comes from. A run of some
// benches replaces their sections alone.

const OPEN = "<!-- figures: written by npm run bench -- --document -->";
const CLOSE = "<!-- /figures -->";

/** The sections of a text by their titles: "### title", then its body. */
function sectionsOf(text) {
  const parts = text.split(/^### /m).slice(1);
  return new Map(
    parts.map((part) => [part.slice(0, part.indexOf("\n")), part.slice(part.indexOf("\n")).replace(/^\n+|\s+$/g, "")]),
  );
}

/** `document` with the sections `{ name, origin, table }` in place of those of the same names, all in order of names. */
export function withSections(document, sections) {
  const [from, to] = [document.indexOf(OPEN), document.indexOf(CLOSE)];
  if (from < 0 || to < from) throw new Error(`expected ${OPEN} and ${CLOSE} in the results, found not both`);
  const all = sectionsOf(document.slice(from + OPEN.length, to));
  for (const { name, origin, table } of sections) all.set(name, `${origin}\n\n${table}`);
  const names = [...all.keys()].sort();
  const text = names.map((name) => `### ${name}\n\n${all.get(name)}`).join("\n\n");
  return `${document.slice(0, from + OPEN.length)}\n\n${text}\n\n${document.slice(to)}`;
}
