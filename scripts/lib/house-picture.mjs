// The house as a picture: rooms in floors, an arrow from each room down to what it imports. An arrow that follows from
// two others is left out.
import { reachOf } from "./house.mjs";

const WIDTH = 900;
const BOX = { width: 170, line: 17, head: 30, pad: 8, letter: 7 };
const FLOOR_GAP = 56;
const LANE = 26; // what an arrow that passes a floor takes of it

const escape = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** The arrows [from, to] that do not follow from others. */
function arrowsOf(house) {
  const reach = reachOf(new Map(house.map(({ name, imports }) => [name, new Set(imports.keys())])));
  return house.flatMap(({ name, imports }) => {
    const targets = [...imports.keys()].sort();
    return targets.filter((to) => !targets.some((by) => reach.get(by).has(to))).map((to) => [name, to]);
  });
}

/** Floors from the highest, each a list of items { name } or { lane }: an arrow passes through a lane of each floor between. */
function floorsOf(house, arrows) {
  const top = Math.max(...house.map(({ rank }) => rank));
  const floors = Array.from({ length: top + 1 }, (_, i) => house.filter(({ rank }) => rank === top - i));
  const rank = new Map(house.map((room) => [room.name, top - room.rank]));
  const ways = arrows.map(([from, to]) => {
    const way = [house.find(({ name }) => name === from)];
    for (let floor = rank.get(from) + 1; floor < rank.get(to); floor++) {
      const lane = { lane: true };
      floors[floor].push(lane);
      way.push(lane);
    }
    return [...way, house.find(({ name }) => name === to)];
  });
  return { floors, ways };
}

/** Orders each floor by the middle of what its items are tied to, down and up a few times. */
function order(floors, ways) {
  const ties = new Map(floors.flat().map((item) => [item, []]));
  for (const way of ways) {
    for (let i = 1; i < way.length; i++) {
      ties.get(way[i]).push(way[i - 1]);
      ties.get(way[i - 1]).push(way[i]);
    }
  }
  const place = new Map();
  const settle = (floor) => floor.forEach((item, i) => place.set(item, (i + 1) / (floor.length + 1)));
  floors.forEach(settle);
  for (let sweep = 0; sweep < 8; sweep++) {
    for (const floor of sweep % 2 ? floors.toReversed() : floors) {
      const middle = new Map(
        floor.map((item) => {
          const all = ties.get(item).filter((other) => !floor.includes(other));
          return [
            item,
            all.length ? all.reduce((sum, other) => sum + place.get(other), 0) / all.length : place.get(item),
          ];
        }),
      );
      floor.sort((a, b) => middle.get(a) - middle.get(b));
      settle(floor);
    }
  }
}

const textOf = (group) => group.join(" \u21c4 ");

function widthOf(item) {
  if (item.lane) return LANE;
  return Math.max(BOX.width, ...item.inner.map((group) => textOf(group).length * BOX.letter + 2 * BOX.pad));
}

const heightOf = (item) => (item.lane ? 0 : BOX.head + item.inner.length * BOX.line + BOX.pad);

/** Gives every item its place { x, y, width, height }. Gives the height of the whole. */
function lay(floors, places) {
  let y = 16;
  for (const floor of floors) {
    const used = floor.reduce((sum, item) => sum + widthOf(item), 0);
    const gap = (WIDTH - used) / (floor.length + 1);
    const height = Math.max(...floor.map(heightOf));
    let x = gap;
    for (const item of floor) {
      places.set(item, { x, y, width: widthOf(item), height: item.lane ? height : heightOf(item) });
      x += widthOf(item) + gap;
    }
    y += height + FLOOR_GAP;
  }
  return y - FLOOR_GAP + 16;
}

/** An arrow that leaves a room at its foot and comes to the next at its head. */
function draw(way, places) {
  const number = (value) => String(Math.round(value));
  const middle = ({ x, width }) => x + width / 2;
  const [first, ...rest] = way.map((item) => places.get(item));
  let at = { x: middle(first), y: first.y + first.height };
  let path = `M${number(at.x)},${number(at.y)}`;
  for (const place of rest) {
    const x = middle(place);
    const bend = (place.y - at.y) / 2;
    path += ` C${[at.x, at.y + bend, x, place.y - bend, x, place.y].map(number).join(" ")}`;
    at = { x, y: place.y + (place === rest.at(-1) ? 0 : place.height) };
    if (place !== rest.at(-1)) path += ` V${number(at.y)}`;
  }
  return `<path d="${path}" marker-end="url(#tip)"><title>${way[0].name} imports ${way.at(-1).name}</title></path>`;
}

function box({ name, inner }, { x, y, width, height }) {
  const middle = Math.round(x + width / 2);
  const lines = inner.map((group, i) => {
    const text = escape(textOf(group));
    return `<text x="${middle}" y="${y + BOX.head + i * BOX.line + 8}" class="inner">${text}</text>`;
  });
  return [
    `<rect x="${Math.round(x)}" y="${y}" width="${width}" height="${height}" rx="6"/>`,
    `<text x="${middle}" y="${y + 21}">${escape(name)}</text>`,
    ...lines,
  ].join("\n");
}

/** The picture as SVG. */
export function drawHouse(house) {
  const { floors, ways } = floorsOf(house, arrowsOf(house));
  order(floors, ways);
  const places = new Map();
  const height = lay(floors, places);
  const style = [
    "text { font: bold 14px sans-serif; text-anchor: middle; fill: #1f2328 }",
    ".inner { font: 12px sans-serif; fill: #57606a }",
    "rect { fill: #eef4fb; stroke: #3d6ea5 }",
    "path { fill: none; stroke: #6e7781; stroke-width: 1.4 }",
    "#tip path { fill: #6e7781 }",
  ];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="The rooms of the house and what they import">`,
    "<!-- Written by scripts/house.mjs. -->",
    `<style>\n${style.join("\n")}\n</style>`,
    '<marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path d="M0,0 8,4 0,8z"/></marker>',
    `<rect width="${WIDTH}" height="${height}" style="fill: #ffffff; stroke: none"/>`,
    ...ways.map((way) => draw(way, places)),
    ...house.map((room) => box(room, places.get(room))),
    "</svg>\n",
  ].join("\n");
}
