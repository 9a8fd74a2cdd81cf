// The rooms of the house, and what each may import: as the lint rule holds it, and as CONTRIBUTING.md says it.

/** Where a room's code runs: in every JavaScript, with Node beside it, or with VS Code. */
const EVERYWHERE = "everywhere";
const NODE = "node";
const VSCODE = "vscode";

/** What the page leaves to the worker. */
const NUMERICS = ["activation", "arithmetic", "batchnorm", "diagnosis", "explain", "gradcheck"];

/** By name: its files, and what it may import. "types of X": no value. "core but its numerics": without those folders. */
export const ROOMS = {
  core: { files: ["src/core/**/*.ts"], runs: EVERYWHERE, may: [] },
  kernel: { files: ["src/kernel/**/*.ts"], runs: EVERYWHERE, may: [] },
  encoding: { files: ["src/encoding/**/*.ts"], runs: EVERYWHERE, may: [] },
  input: { files: ["src/input/**/*.ts"], runs: EVERYWHERE, may: ["core", "encoding"] },
  views: { files: ["src/views/**/*.ts"], runs: EVERYWHERE, may: ["core"] },
  exports: { files: ["src/exports.ts"], runs: EVERYWHERE, may: [] },
  protocol: {
    files: ["src/protocol/**/*.ts"],
    runs: EVERYWHERE,
    may: ["types of core", "types of views", "types of exports"],
  },
  compute: {
    files: ["src/compute/**/*.ts"],
    runs: NODE,
    may: ["core", "kernel", "encoding", "input", "views", "exports", "protocol"],
  },
  cli: {
    files: ["src/cli.ts", "src/cli/**/*.ts"],
    runs: NODE,
    may: ["core", "encoding", "input", "protocol", "compute"],
  },
  webview: {
    files: ["webview/**/*.ts"],
    runs: EVERYWHERE,
    may: ["core but its numerics", "kernel", "encoding", "views", "exports", "protocol"],
  },
  panel: {
    files: ["src/panel/**/*.ts"],
    runs: VSCODE,
    may: ["core", "encoding", "input", "views", "exports", "protocol", "compute"],
  },
  editor: {
    files: ["src/editor/**/*.ts"],
    runs: VSCODE,
    may: ["core", "encoding", "input", "views", "exports", "protocol", "compute", "panel"],
  },
  debug: {
    files: ["src/debug/**/*.ts"],
    runs: VSCODE,
    may: ["core", "encoding", "input", "views", "exports", "protocol", "compute", "panel"],
  },
};

/** The files that wire the rest: they may import everything, and nobody them. */
const ENTRIES = ["activate", "extension", "extension.web"];

/** Forbids some imports in some files; `patterns` are those of the rule. */
export function forbidImports(files, patterns) {
  return { files, rules: { "@typescript-eslint/no-restricted-imports": ["error", { patterns }] } };
}

/** The patterns of what a room may not import. */
export function forbiddenIn(room) {
  const { runs, may } = ROOMS[room];
  const message = `${room} may import ${wordsOf(room)}: data flows one way (CONTRIBUTING.md).`;
  const to = (path, allowTypeImports = false) => {
    // The page has folders of its own by the same names.
    const src = room === "webview" ? "src/" : "(src/)?";
    return { regex: `^(\\.{1,2}/)+${src}${path}(/|$)`, message, allowTypeImports };
  };
  const others = Object.keys(ROOMS).filter((other) => other !== room && other !== "webview");
  const rooms = others.flatMap((other) => {
    if (may.includes(other)) return [];
    if (may.includes(`${other} but its numerics`)) return [to(`${other}/(${NUMERICS.join("|")})`)];
    return [to(other, may.includes(`types of ${other}`))];
  });
  const built = may.includes("kernel") ? [] : [{ regex: "^(\\.{1,2}/)+build/", message }];
  const page = room === "webview" ? [] : [{ regex: "^(\\.{1,2}/)+webview/", message }];
  return [...rooms, ...built, ...page, to(`(${ENTRIES.join("|").replaceAll(".", "\\.")})`), ...hostsOf(runs)];
}

function hostsOf(runs) {
  const hosts = { [EVERYWHERE]: "vscode|node:.*", [NODE]: "vscode" }[runs];
  return hosts ? [{ regex: `^(${hosts})$`, message: `This folder runs ${runs}: no ${hosts} here.` }] : [];
}

/** What a room may import, in the words of CONTRIBUTING.md. */
export function wordsOf(room) {
  return ROOMS[room].may.join(", ") || "nothing";
}
