import assert from "node:assert/strict";
import { failure, success } from "../../../src/core/fault";
import { layoutOn } from "../../../src/core/layout";
import { pickFor } from "../../../src/panel/picking";
import type { PickItem, PickProvider } from "../../../src/panel/source";
import { ACCEPT, answeredWith, GIVE_UP } from "../quick-input";
import { closeAll } from "../support";

const X = layoutOn(2, [3, 4, 2]);
const item = (label: string): PickItem => ({
  label,
  load: () => Promise.resolve(success({ title: `loaded ${label}`, value: { kind: "text", content: "", name: label } })),
});

describe("What the user picks for a role", () => {
  afterEach(closeAll);

  it("is among the offers of every provider, which hear role and layout", async () => {
    const heard: unknown[] = [];
    const provider =
      (...items: PickItem[]): PickProvider =>
      (role, x) => {
        heard.push([role, x]);
        return Promise.resolve(items);
      };
    const asked = pickFor("candidate.dx", X, [provider(item("first")), provider(), provider(item("second"))]);
    const picked = await answeredWith(ACCEPT, asked);
    assert.deepEqual(heard, Array(3).fill(["candidate.dx", X]));
    assert.ok(picked?.ok);
    assert.equal(picked.value.title, "loaded first");
  });

  it("is nothing when the user gives up", async () => {
    const asked = pickFor("gamma", null, [() => Promise.resolve([item("first")])]);
    assert.equal(await answeredWith(GIVE_UP, asked), undefined);
  });

  it("is a fault when what was chosen cannot be had, and nothing when the user gave up while it was fetched", async () => {
    const refused = failure("no-file", "dx.npy is not there.");
    const broken: PickItem = { label: "broken", load: () => Promise.resolve(refused) };
    assert.deepEqual(await answeredWith(ACCEPT, pickFor("dout", X, [() => Promise.resolve([broken])])), refused);
    const left: PickItem = { label: "left", load: () => Promise.resolve(undefined) };
    assert.equal(await answeredWith(ACCEPT, pickFor("dout", X, [() => Promise.resolve([left])])), undefined);
  });
});
