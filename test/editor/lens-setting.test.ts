import assert from "node:assert/strict";
import { lensScope } from "../../src/editor/lens-setting";
import { globOfName } from "../../src/editor/uri-names";

describe("where lenses stand", () => {
  const scope = (show?: unknown, enabled?: unknown, path = "/a/b.json", isAsked = true): string =>
    lensScope({ show, enabled, isAsked }, path);

  it("is above documents that are a matrix, and above all in problem files", () => {
    assert.equal(scope(), "root");
    assert.equal(scope(undefined, undefined, "/a/b.gradlens.json"), "all");
    assert.equal(scope("root", undefined, "/a/b.gradlens.jsonc"), "all");
  });

  it("is in problem files alone, until Gradient Lens was used in the window or the setting asks for more", () => {
    assert.equal(scope(undefined, undefined, "/a/b.json", false), "off");
    assert.equal(scope(undefined, undefined, "/a/b.gradlens.json", false), "all");
    assert.equal(scope("root", undefined, "/a/b.json", false), "root");
    assert.equal(scope("all", undefined, "/a/b.json", false), "all");
  });

  it("is what the setting says", () => {
    assert.equal(scope("all"), "all");
    assert.equal(scope("off"), "off");
    assert.equal(scope("off", undefined, "/a/b.gradlens.json"), "off");
    assert.equal(scope("elsewhere"), "root");
  });

  it("is nowhere for who has switched the lens off in 0.1.0, until they set the newer setting", () => {
    assert.equal(scope(undefined, false), "off");
    assert.equal(scope(undefined, false, "/a/b.gradlens.json"), "off");
    assert.equal(scope(undefined, true), "root");
    assert.equal(scope("root", false), "root");
  });
});

describe("a file's name as a pattern", () => {
  it("stands for itself", () => {
    assert.equal(globOfName("layer[0].npy"), "layer[[]0[]].npy");
    assert.equal(globOfName("a{b,c}*?.json"), "a[{]b,c[}][*][?].json");
    assert.equal(globOfName("plain-name_1.csv"), "plain-name_1.csv");
  });
});
