import assert from "node:assert/strict";
import { Harness } from "../harness/browser";
import { PANEL_PICTURES } from "../panel/pictures";
import { checkPicture, ENTRY, PANEL_ENTRY } from "./compare";
import { PICTURES } from "./pictures";

for (const [title, entry, pictures] of [
  ["gallery", ENTRY, PICTURES],
  ["gallery of the panel", PANEL_ENTRY, PANEL_PICTURES],
] as const) {
  describe(title, () => {
    let harness: Harness;
    before(async () => {
      harness = await Harness.start(entry);
    });
    afterEach(() => harness.finish());
    after(() => harness.stop());

    for (const picture of pictures) {
      it(`${picture.name}: ${picture.reason}`, async () => {
        assert.equal(await checkPicture(harness, picture), null);
      });
    }
  });
}
