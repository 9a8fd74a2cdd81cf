/** Texts of the parts that something is made of, by name: each stands behind what it needs itself. */
export type Parts = ReadonlyMap<string, string>;

/** How the build's parts name one another, as modules and as scripts (scripts/lib/common-parts.mjs). */
const NAMED = /\b(?:require\(|from\s*|import\s*\(?)"\.\/([\w.-]+\.js)"/g;

/** Reads an entry of the build and every part that it needs. Rejects where one cannot be read. */
export async function gather(entry: string, read: (name: string) => Promise<string> | string): Promise<Parts> {
  const texts = new Map<string, Promise<string>>();
  const parts = new Map<string, string>();
  const fetch = (name: string): Promise<string> => {
    const text = texts.get(name) ?? Promise.resolve(read(name));
    texts.set(name, text);
    return text;
  };
  const add = async (name: string): Promise<void> => {
    const text = await fetch(name);
    const needed = [...text.matchAll(NAMED)].map(([, other = ""]) => other);
    await Promise.all(needed.map(fetch)); // together: over a network each takes its time
    for (const other of needed) if (!parts.has(other)) await add(other);
    parts.set(name, text);
  };
  await add(entry);
  return parts;
}
