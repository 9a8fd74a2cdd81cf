// Rows of benches as figures: ours beside every peer's, for the screen, for machines and for documents.

export const OURS = "gradient lens";

/** Rows of one figure: ours and every peer's. The same name and size may come up several times, such as pan and zoom. */
export function group(rows) {
  const groups = new Map();
  const counts = new Map();
  for (const row of rows) {
    const own = `${row.name}|${row.size}|${row.contestant}`;
    const nth = counts.get(own) ?? 0;
    counts.set(own, nth + 1);
    const key = `${row.name}|${row.size}|${nth}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push({ ...row, nth });
  }
  return [...groups.values()];
}

/** One entry for each peer of a figure; one with peer null where there is none. */
export function toEntries(rows) {
  const ours = rows.find(({ contestant }) => contestant === OURS);
  if (!ours) return [];
  const { name, unit, value, nth, note } = ours;
  const size = nth > 0 && note ? `${ours.size}, ${note}` : ours.size;
  const peers = rows.filter(({ contestant }) => contestant !== OURS);
  if (peers.length === 0) return [{ name, size, ours: value, peer: null, peerName: null, ratio: null, unit }];
  return peers.map((peer) => ({
    name,
    size,
    ours: value,
    peer: peer.value,
    peerName: peer.contestant,
    ratio: peer.value / value,
    unit,
  }));
}

function format(value) {
  if (value === undefined || value === null) return "";
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(4);
}

/** For the screen: ratios first, how many times longer the peer takes; then medians and 10th percentiles. */
export function toText(rows) {
  const ours = rows.find(({ contestant }) => contestant === OURS) ?? rows[0];
  const lines = rows.map((row) => {
    const ratio = row === ours ? "" : `${(row.value / ours.value).toPrecision(3)} x`;
    const p10 = row.p10 === undefined ? "" : `(${format(row.p10)})`;
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
  const head = ["size", `ours [${unit}]`, ...peers.map((peer) => `${peer}: [${unit}], ratio`)];
  const lines = entries.map((figure) => {
    const cells = peers.map((peer) => {
      const entry = figure.find(({ peerName }) => peerName === peer);
      return entry ? `${format(entry.peer)}, **${entry.ratio.toPrecision(3)}**` : "";
    });
    return `| ${[figure[0].size, format(figure[0].ours), ...cells].join(" | ")} |`;
  });
  return [`| ${head.join(" | ")} |`, `|${head.map(() => " --- |").join("")}`, ...lines].join("\n");
}
