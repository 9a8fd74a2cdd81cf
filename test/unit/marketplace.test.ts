import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** What the stores sort extensions by: https://code.visualstudio.com/api/references/extension-manifest */
const CATEGORIES = [
  ...["AI", "Azure", "Chat", "Data Science", "Debuggers", "Education", "Extension Packs", "Formatters", "Keymaps"],
  ...["Language Packs", "Linters", "Machine Learning", "Notebooks", "Other", "Programming Languages", "SCM Providers"],
  ...["Snippets", "Testing", "Themes", "Visualization"],
];
/** Fields that hold the repository's address. */
const ADDRESSED = ["repository", "bugs", "homepage"];
/** What vsce has to be told where there is no address. */
const WITHOUT_ADDRESS = ["--allow-missing-repository", "--no-rewrite-relative-links"];

interface Manifest extends Readonly<Record<string, unknown>> {
  readonly categories: readonly string[];
  readonly keywords: readonly string[];
  readonly icon: string;
  readonly galleryBanner: { readonly color: string; readonly theme: string };
  readonly scripts: { readonly package: string };
}

describe("The page in the stores", () => {
  const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;

  it("has what a reader decides by", () => {
    for (const field of ["publisher", "displayName", "description", "version", "license"])
      assert.match(String(manifest[field]), /^\S/, field);
    assert.equal(manifest.pricing, "Free");
    assert.equal(manifest.qna, "marketplace");
    assert.match(manifest.galleryBanner.color, /^#[\da-f]{6}$/);
    assert.ok(["dark", "light"].includes(manifest.galleryBanner.theme));
  });

  it("is found under categories that there are, and under 30 words at most", () => {
    assert.deepEqual(
      manifest.categories.filter((name) => !CATEGORIES.includes(name)),
      [],
    );
    assert.ok(manifest.keywords.length <= 30, String(manifest.keywords.length));
    assert.equal(new Set(manifest.keywords).size, manifest.keywords.length);
    assert.deepEqual(
      manifest.keywords.filter((word) => word !== word.toLowerCase().trim()),
      ["jupyterVariableViewers"], // by which VS Code's Jupyter extension looks for such extensions
    );
  });

  it("has a square PNG of 128 pixels or more as its icon", () => {
    const bytes = readFileSync(manifest.icon);
    assert.equal(bytes.toString("latin1", 1, 4), "PNG");
    const [width, height] = [bytes.readUInt32BE(16), bytes.readUInt32BE(20)];
    assert.ok(width === height && width >= 128, `${width} x ${height}`);
  });

  it("shows no picture that the stores refuse: SVG, or one without https", () => {
    for (const page of ["README.md", "CHANGELOG.md"]) {
      const targets = Array.from(readFileSync(page, "utf8").matchAll(/!\[[^\]]*\]\(([^)\s]+)/g), ([, to = ""]) => to);
      assert.deepEqual(
        targets.filter((to) => /\.svg$/i.test(to) || /^(?!https:)[a-z]+:/i.test(to)),
        [],
      );
    }
  });

  it("has the repository's address in every field or in none, and vsce is told of the latter", () => {
    const present = ADDRESSED.filter((field) => field in manifest);
    const told = WITHOUT_ADDRESS.filter((flag) => manifest.scripts.package.split(" ").includes(flag));
    assert.deepEqual([present, told], present.length ? [ADDRESSED, []] : [[], WITHOUT_ADDRESS]);
  });
});
