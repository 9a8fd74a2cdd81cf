// Type-checks every part of the house by the rules and against the globals of the place where it runs: src/core sees
// neither Node nor DOM, webview sees the DOM, the rest sees Node and VS Code. `noUncheckedIndexedAccess` is on but in the
// rooms of inner loops, which say otherwise in a tsconfig.json of their own (test/unit/array-reads.test.ts).
//   node scripts/types.mjs [--root FOLDER] [PROJECT ...]
// PROJECT: a folder, or its tsconfig.json; all without one. FOLDER: a copy of the house, or of a part of it.
import { relative, resolve, sep } from "node:path";
import { parseArgs } from "node:util";
import ts from "typescript";
import { writeKernelBindings } from "./kernel-bindings.mjs";
import { root as house } from "./lib/paths.mjs";
import { ownerOf, projectsIn } from "./lib/projects.mjs";

const { values: options, positionals } = parseArgs({ options: { root: { type: "string" } }, allowPositionals: true });
const root = options.root ? resolve(options.root) : house;
const projects = projectsIn(root);
const fromRoot = (file) => relative(root, file).split(sep).join("/");
const format = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => root,
  getNewLine: () => "\n",
};

if (root === house) writeKernelBindings();
const parsed = new Map(projects.map((project) => [project, parse(project)]));
const including = new Map(); // projects by file
for (const [project, { fileNames }] of parsed)
  for (const file of fileNames) including.set(file, [...(including.get(file) ?? []), project]);

const wanted = positionals.map((name) => name.replace(/\/?(tsconfig\.json)?$/, ""));
const unknown = wanted.filter((folder) => !projects.includes(folder ? `${folder}/tsconfig.json` : "tsconfig.json"));
if (unknown.length) {
  console.error(`expected projects out of ${projects.join(", ")}, got ${unknown.join(", ")}`);
  process.exit(2);
}
let faults = 0;
let before; // programs share the files that they have in common
for (const project of projects) {
  const folder = project.replace(/\/?tsconfig\.json$/, "");
  if (wanted.length && !wanted.includes(folder)) continue;
  const found = check(project);
  faults += found.length;
  if (found.length) console.error(ts.formatDiagnosticsWithColorAndContext(found, format));
}
process.exit(faults ? 1 : 0);

function parse(project) {
  const { config, error } = ts.readConfigFile(`${root}/${project}`, ts.sys.readFile);
  if (error) throw new Error(ts.formatDiagnostic(error, format));
  const result = ts.parseJsonConfigFileContent(config, ts.sys, `${root}/${project}`.replace(/\/tsconfig\.json$/, ""));
  if (result.errors.length) throw new Error(ts.formatDiagnostics(result.errors, format));
  return result;
}

/** What is wrong in the files that belong to a project. */
function check(project) {
  const { fileNames, options } = parsed.get(project);
  const program = ts.createProgram(fileNames, options, undefined, before);
  before = program;
  const own = program
    .getSourceFiles()
    .filter(({ fileName }) => fileNames.includes(fileName))
    .filter(({ fileName }) => ownerOf(fromRoot(fileName), including.get(fileName)) === project);
  return [
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...own.flatMap((file) => [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)]),
  ];
}
