// Rows of benches as figures: ours beside every peer's, for the screen, for machines and for documents.

export const OURS = "gradient lens";

/**
 * Rows of one figure: ours and every peer's. The same name and size may come up several times within a run. Rows of
 * several runs (`run`) become one for each contestant, with the median, `low` and `high` of its values.
 */
export function group(rows) {
  const groups = new Map();
  const counts = new Map();
  for (const row of rows) {
    const own = `${row.run ?? 0}|${row.name}|${row.size}|${row.contestant}`;
    const nth = counts.get(own) ?? 0;
    counts.set(own, nth + 1);
    const key = `${row.name}|${row.size}|${nth}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push({ ...row, nth });
  }
  return [...groups.values()].map(overRuns);
}

function overRuns(rows) {
  const contestants = new Map();
  for (const row of rows) contestants.set(row.contestant, [...(contestants.get(row.contestant) ?? []), row]);
  return [...contestants.values()].map((same) => {
    const values = same.map(({ value }) => value).sort((a, b) => a - b);
    const middle = values.length >> 1;
    const value = values.length % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
    return { ...same[0], value, low: values[0], high: values.at(-1) };
  });
}

/** One entry for each peer of a figure; one with peer null where there is none. */
export function toEntries(rows) {
  const ours = rows.find(({ contestant }) => contestant === OURS);
  if (!ours) return [];
  const { name, unit, value, nth, note, aim = null, low, high } = ours;
  const size = nth > 0 && note ? `${ours.size}, ${note}` : ours.size;
  const peers = rows.filter(({ contestant }) => contestant !== OURS);
  const own = { name, size, ours: value, low, high, aim, unit };
  if (peers.length === 0) return [{ ...own, peer: null, peerName: null, ratio: null }];
  return peers.map((peer) => ({
    ...own,
    peer: peer.value,
    peerLow: peer.low,
    peerHigh: peer.high,
    peerName: peer.contestant,
    ratio: peer.value / value,
  }));
}

function format(value) {
  if (value === undefined || value === null) return "";
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(4);
}

/** "29.1", and "29.1 to 41.3" of several runs. */
function range(value, low, high) {
  return low === undefined || format(low) === format(high) ? format(value) : `${format(low)} to ${format(high)}`;
}

/** For the screen: ratios first, how many times longer the peer takes; then medians, and 10th
 * percentiles or the lowest of several runs. */
export function toText(rows) {
  const ours = rows.find(({ contestant }) => contestant === OURS) ?? rows[0];
  const lines = rows.map((row) => {
    const ratio = row === ours ? "" : `${(row.value / ours.value).toPrecision(3)} x`;
    const spread = row.low === row.high ? row.p10 : row.low;
    const p10 = spread === undefined ? "" : `(${format(spread)})`;
    const cells = [
      ratio.padStart(9),
      row.contestant.padEnd(38),
      `${format(row.value).padStart(10)} ${p10.padStart(12)}`,
    ];
    return `  ${cells.join("  ")}  ${row.note ?? ""}`.trimEnd();
  });
  return [`${ours.name}  ${ours.size}  [${ours.unit}]`, ...lines].join("\n");
}

/** For a document, the figures of one name: a row for each size, a column for each peer. */
export function toTable(figures) {
  const entries = figures.map(toEntries).filter((figure) => figure.length > 0);
  const peers = [...new Set(entries.flat().map(({ peerName }) => peerName))].filter((peer) => peer !== null);
  const unit = entries.flat()[0]?.unit ?? "";
  const hasAim = entries.flat().some(({ aim }) => aim !== null);
  const head = [
    "size",
    `ours [${unit}]`,
    ...(hasAim ? [`aim [${unit}]`] : []),
    ...peers.map((peer) => `${peer}: [${unit}], ratio`),
  ];
  const lines = entries.map((figure) => {
    const cells = peers.map((peer) => {
      const entry = figure.find(({ peerName }) => peerName === peer);
      return entry ? `${range(entry.peer, entry.peerLow, entry.peerHigh)}, **${entry.ratio.toPrecision(3)}**` : "";
    });
    const [{ size, ours, low, high, aim }] = figure;
    const own = [size, range(ours, low, high), ...(hasAim ? [aim === null ? "" : String(aim)] : [])];
    return `| ${[...own, ...cells].join(" | ")} |`;
  });
  return [`| ${head.join(" | ")} |`, `|${head.map(() => " --- |").join("")}`, ...lines].join("\n");
}
