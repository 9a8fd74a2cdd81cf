// The TypeScript projects of the house: each folder with a tsconfig.json is one. A file belongs to the innermost project
// around it that includes it, and is judged by its rules alone, wherever else it is imported: that is how an editor takes
// it, too.
import { globSync } from "node:fs";
import { dirname, sep } from "node:path";
import { root } from "./paths.mjs";

/** Every project's tsconfig.json by its path from a folder, the innermost first. */
export function projectsIn(folder) {
  return globSync("{tsconfig.json,{src,webview,test,bench}/**/tsconfig.json}", { cwd: folder })
    .map((file) => file.split(sep).join("/"))
    .sort((a, b) => depth(b) - depth(a) || a.localeCompare(b));
}

/** Those of the house. */
export const projects = projectsIn(root);

/** The project that a file belongs to, out of those that include it (innermost first). */
export function ownerOf(file, including) {
  return including.find((project) => file.startsWith(folderOf(project))) ?? including[0];
}

/** Path from the root to a project's folder: "" or with a slash at its end. */
function folderOf(project) {
  const folder = dirname(project);
  return folder === "." ? "" : `${folder}/`;
}

function depth(project) {
  return project.split("/").length;
}
