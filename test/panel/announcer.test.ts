import assert from "node:assert/strict";
import { Announcer } from "../../src/panel/announcer";
import { Clock } from "./interleavings/clock";

describe("what a page hears, and when", () => {
  let clock: Clock;
  let said: number;
  let announcer: Announcer;
  beforeEach(() => {
    clock = new Clock();
    clock.install();
    said = 0;
    announcer = new Announcer(() => said++);
  });
  afterEach(() => {
    clock.uninstall();
  });
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it("is said once for all changes of a turn", async () => {
    announcer.soon();
    announcer.soon();
    assert.equal(said, 0);
    await turn();
    assert.equal(said, 1);
  });

  it("is said of work only when it takes a while", async () => {
    announcer.later();
    clock.pass(50);
    announcer.soon();
    await turn();
    clock.pass(500);
    await turn();
    assert.equal(said, 1, "it was done before");
    announcer.later();
    clock.pass(150);
    await turn();
    assert.equal(said, 2);
  });

  it("is nothing once the panel is closed, and no timer is left", async () => {
    announcer.soon();
    announcer.later();
    announcer.dispose();
    announcer.later();
    await turn();
    assert.deepEqual([said, clock.pending], [0, 0]);
  });
});
