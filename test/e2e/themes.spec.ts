import { THEMES, type Theme } from "../../scripts/lib/workbench.mjs";
import { assertLooksLike, keep } from "./pictures";
import { COMMAND, keepFailures, Session } from "./session";

const SIZE = { width: 1600, height: 1000 };

/** What is kept as a reference, and why. The four themes draw with other colours and other borders each. */
const PICTURES: { theme: Theme; file: string; reason: string }[] = [
  { theme: "dark", file: "activations.json", reason: "the everyday picture: diverging maps on a dark ground" },
  { theme: "light", file: "activations.json", reason: "the same on white, where the middle of a map turns over" },
  { theme: "hc-dark", file: "activations.json", reason: "borders instead of shades, text at full contrast" },
  { theme: "hc-light", file: "with-nan.json", reason: "NaN and its forms in the theme with the fewest colours" },
];

describe("The panel in each theme", () => {
  for (const { theme, file, reason } of PICTURES) {
    describe(THEMES[theme], () => {
      let session: Session;
      before(async () => {
        session = await Session.open({ theme, size: SIZE });
      });
      after(() => session.close());
      afterEach(keepFailures(() => session));

      it(`${file} looks as it should: ${reason}`, async () => {
        const { page } = session.workbench;
        await session.workbench.openFile(file);
        await session.workbench.runCommand(COMMAND);
        await session.settled();
        keep(`workbench-${theme}`, await page.screenshot());
        await session.workbench.tab(file).click();
        const frame = page.locator("iframe.webview.ready");
        await page.mouse.move(5, 5); // no hover in the picture
        assertLooksLike(`panel-${theme}`, await frame.screenshot());
      });
    });
  }

  it("follows a change of the theme while it is open, as if it had been opened in it", async () => {
    const session = await Session.open({ theme: "dark", size: SIZE });
    try {
      await session.workbench.openFile("activations.json");
      await session.workbench.runCommand(COMMAND);
      await session.settled();
      await session.workbench.runCommand("Preferences: Toggle between Light/Dark Themes");
      await session.panel.locator("body.vscode-light").waitFor();
      await session.settled();
      await session.workbench.tab("activations.json").click();
      await session.workbench.page.mouse.move(5, 5);
      const panel = session.workbench.page.locator("iframe.webview.ready");
      assertLooksLike("panel-light", await panel.screenshot());
    } finally {
      await session.close();
    }
  });
});
