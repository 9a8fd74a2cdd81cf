// Third-party notices: of every package that the bundles hold, its name, version, licence and the texts that must go with
// it. What they hold is read from esbuild's metafiles, so that no list has to be kept.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Licences that may be in what is shipped under MIT. Another one is a decision, not a surprise. */
const ALLOWED = ["MIT", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0"];
/** A licence's own text, and what Apache-2.0 asks to be passed on. */
const TEXTS = /^(licen[cs]e|copying|notice)([.-].*)?$/i;
const RULE = "-".repeat(80);

/**
 * Folders of the packages that bundles are made of, from the root. The kernels are compiled, and carry the compiler's
 * runtime: memory management and what its standard library does.
 */
export function bundledPackages(metafiles) {
  const inputs = metafiles.flatMap(({ inputs }) => Object.keys(inputs));
  const folders = inputs.flatMap((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []);
  if (inputs.some((path) => path.endsWith(".wasm"))) folders.push("node_modules/assemblyscript");
  return [...new Set(folders)].sort();
}

/** A package's part of the notices. Throws where its licence is none of those allowed, or has no text. */
export function noticeOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  if (!ALLOWED.includes(license))
    throw new Error(`expected one of ${ALLOWED.join(", ")} as the licence of ${name} ${version}, got ${license}`);
  const files = readdirSync(folder).filter((file) => TEXTS.test(file));
  if (!files.length) throw new Error(`expected a licence text in ${name} ${version}, found none`);
  const texts = files.sort().map((file) => readFileSync(join(folder, file), "utf8").replaceAll("\r\n", "\n").trim());
  return [RULE, `${name} ${version} (${license})`, RULE, "", texts.join("\n\n"), ""].join("\n");
}

/** The whole text, from what esbuild says that it has put into bundles. */
export function thirdPartyNotices(root, metafiles) {
  const folders = bundledPackages(metafiles).map((folder) => join(root, folder));
  const missing = folders.filter((folder) => !existsSync(join(folder, "package.json")));
  if (missing.length) throw new Error(`expected packages in ${missing.join(", ")}`);
  const head = "Gradient Lens contains parts of the packages below. Each is used under its own licence.\n";
  return [head, ...folders.map(noticeOf)].join("\n");
}
