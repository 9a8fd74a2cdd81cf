import assert from "node:assert/strict";
import { Harness } from "../harness/browser";
import { checkPicture, ENTRY } from "./compare";
import { PICTURES } from "./pictures";

describe("gallery", () => {
  let harness: Harness;
  before(async () => {
    harness = await Harness.start(ENTRY);
  });
  afterEach(() => harness.finish());
  after(() => harness.stop());

  for (const picture of PICTURES) {
    it(`${picture.name}: ${picture.reason}`, async () => {
      assert.equal(await checkPicture(harness, picture), null);
    });
  }
});
