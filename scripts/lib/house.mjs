// The house as its imports make it: which room imports which, and in what order the rooms stand.
// A room is a folder of src/, or a file beside those folders that one of them imports (exports.ts), or all of webview/.
// The other files beside the folders wire everything: they are the room "entry". Types count as imports.
import { globSync, readFileSync } from "node:fs";
import { dirname, join, posix } from "node:path";
import ts from "typescript";

const ENTRY = "entry";

/** Every import of a file of the house by another, as { from, to }, paths from the clone. */
function readImports(root) {
  const files = globSync("{src,webview}/**/*.ts", { cwd: root })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !file.endsWith(".d.ts"))
    .sort();
  const imports = files.flatMap((from) => {
    const { importedFiles } = ts.preProcessFile(readFileSync(join(root, from), "utf8"), true, true);
    return importedFiles
      .filter(({ fileName }) => fileName.startsWith("."))
      .map(({ fileName }) => ({ from, to: placeOf(posix.join(dirname(from), fileName)) }));
  });
  return { files, imports: imports.filter(({ to }) => /^(src|webview)\//.test(to)) };
}

/** What is imported: a kernel that was compiled is the kernel's. */
function placeOf(path) {
  return path.startsWith("build/kernel/") ? `src/kernel/${posix.basename(path)}` : path;
}

/** Names the room of each path. */
function createRooms({ files, imports }) {
  const folders = new Set(files.filter((file) => file.split("/").length > 2).map((file) => file.split("/")[1]));
  const outer = (path) => {
    const [top, name, ...rest] = path.split("/");
    if (top === "webview") return top;
    return rest.length > 0 ? name : name.split(".")[0];
  };
  const imported = new Set(imports.filter(({ from }) => from.split("/").length > 2).map(({ to }) => outer(to)));
  return (path) => {
    const name = outer(path);
    return name === "webview" || folders.has(name) || imported.has(name) ? name : ENTRY;
  };
}

/** The folder inside its room that a path lies in, or undefined. */
function innerOf(path) {
  const parts = path.split("/");
  const inner = parts[0] === "webview" ? parts.slice(1, -1) : parts.slice(2, -1);
  return inner[0];
}

/**
 * The rooms of the house from the highest to the lowest: { name, rank, imports: Map of room -> an example { from, to },
 * inner: groups of the folders inside, from the highest; folders that import one another share a group }.
 * Throws where rooms import one another in a ring: one of these arrows would point upwards.
 */
export function readHouse(root) {
  const house = readImports(root);
  const roomOf = createRooms(house);
  const rooms = new Map(house.files.map((file) => [roomOf(file), { imports: new Map(), inner: new Map() }]));
  for (const file of house.files) {
    const inner = innerOf(file);
    if (inner) rooms.get(roomOf(file)).inner.set(inner, new Set());
  }
  for (const { from, to } of house.imports) {
    const [a, b] = [roomOf(from), roomOf(to)];
    if (a !== b) {
      if (!rooms.get(a).imports.has(b)) rooms.get(a).imports.set(b, { from, to });
    } else {
      const [x, y] = [innerOf(from), innerOf(to)];
      if (x && y && x !== y) rooms.get(a).inner.get(x).add(y);
    }
  }
  const graph = new Map([...rooms].map(([name, { imports }]) => [name, new Set(imports.keys())]));
  const rings = groupsOf(graph).filter((group) => group.length > 1);
  if (rings.length > 0) throw new Error(describeRing(rings[0], rooms));
  const ranks = ranksOf(graph);
  return [...rooms]
    .map(([name, { imports, inner }]) => ({ name, rank: ranks.get(name), imports, inner: groupsOf(inner) }))
    .sort((a, b) => b.rank - a.rank || (a.name < b.name ? -1 : 1));
}

function describeRing(ring, rooms) {
  const lines = ring.flatMap((a) =>
    ring
      .filter((b) => rooms.get(a).imports.has(b))
      .map((b) => {
        const { from, to } = rooms.get(a).imports.get(b);
        return `  ${a} -> ${b}: ${from} imports ${to}`;
      }),
  );
  return `rooms of the house import one another:\n${lines.join("\n")}`;
}

/** How many steps down it is from each node to the lowest one, by the longest way. */
function ranksOf(graph) {
  const ranks = new Map();
  const rank = (node) => {
    if (!ranks.has(node)) ranks.set(node, Math.max(-1, ...[...graph.get(node)].map(rank)) + 1);
    return ranks.get(node);
  };
  for (const node of graph.keys()) rank(node);
  return ranks;
}

/** All that can be reached from each node. */
export function reachOf(graph) {
  const reach = new Map();
  for (const start of graph.keys()) {
    const seen = new Set();
    const stack = [...graph.get(start)];
    while (stack.length > 0) {
      const node = stack.pop();
      if (seen.has(node)) continue;
      seen.add(node);
      stack.push(...graph.get(node));
    }
    reach.set(start, seen);
  }
  return reach;
}

/** The nodes in groups from the highest to the lowest; nodes that reach one another share a group. */
function groupsOf(graph) {
  const reach = reachOf(graph);
  const groups = [];
  for (const node of [...graph.keys()].sort()) {
    const group = groups.find(([first]) => reach.get(first).has(node) && reach.get(node).has(first));
    if (group) group.push(node);
    else groups.push([node]);
  }
  const ranks = ranksOf(
    new Map(
      groups.map((group) => [
        group[0],
        new Set(groups.filter((other) => other !== group && reach.get(group[0]).has(other[0])).map(([first]) => first)),
      ]),
    ),
  );
  return groups.sort((a, b) => ranks.get(b[0]) - ranks.get(a[0]) || (a[0] < b[0] ? -1 : 1));
}
