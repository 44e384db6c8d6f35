// A loopback server that tests inside VS Code ask for what only the browser can do: a screenshot, a click into a
// webview, a key. It also keeps the results of tests that run in a web worker, which has no file system.
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import path from "node:path";
import { cacheFolder } from "../../.ci/folders.mjs";

const screenshots = path.join(cacheFolder, "screenshots");

/** Listens on a free port; `attach` gives it the page, `address` carries a token that only this run knows. */
export async function startBridge() {
  const token = randomBytes(12).toString("hex");
  let page = null;
  const server = createServer(async (request, response) => {
    response.setHeader("Access-Control-Allow-Origin", "*");
    response.setHeader("Access-Control-Allow-Headers", "*");
    if (request.method === "OPTIONS") return response.end();
    try {
      const [, given, action] = new URL(request.url, "http://localhost").pathname.split("/");
      if (given !== token || !(action in actions)) throw new Error(`unknown action ${action}`);
      let body = "";
      for await (const chunk of request.setEncoding("utf8")) body += chunk;
      const answer = await actions[action](page, JSON.parse(body || "{}"));
      response.end(JSON.stringify(answer ?? null));
    } catch (error) {
      response.statusCode = 500;
      response.end(String(error?.message ?? error));
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    address: `http://127.0.0.1:${server.address().port}/${token}`,
    attach: (given) => {
      page = given;
    },
    close: () => server.close(),
  };
}

/** What a test can ask for. `frame` names a webview by a selector of an element that only it has. */
const actions = {
  async screenshot(page, { name }) {
    mkdirSync(screenshots, { recursive: true });
    await page.screenshot({ path: path.join(screenshots, `${path.basename(name)}.png`) });
  },
  async key(page, { key }) {
    await page.keyboard.press(key);
  },
  async click(page, { frame, selector, position }) {
    const target = frame ? await webviewWith(page, frame) : page;
    await target.locator(selector).first().click({ timeout: 5000, position });
  },
  async hover(page, { frame, selector }) {
    const target = frame ? await webviewWith(page, frame) : page;
    await target.locator(selector).first().hover({ timeout: 5000 });
  },
  async type(page, { text }) {
    await page.keyboard.type(text);
  },
  /** The text of the elements that a selector finds, for assertions on what is drawn. */
  async text(page, { frame, selector }) {
    const target = frame ? await webviewWith(page, frame) : page;
    return await target.locator(selector).allTextContents();
  },
  async count(page, { frame, selector }) {
    const target = frame ? await webviewWith(page, frame) : page;
    return await target.locator(selector).count();
  },
  async style(page, { frame, selector, property }) {
    const target = frame ? await webviewWith(page, frame) : page;
    const read = (element, name) => getComputedStyle(element).getPropertyValue(name);
    return await target.locator(selector).first().evaluate(read, property);
  },
  async size(page, { width, height }) {
    await page.setViewportSize({ width, height });
  },
  async results(_page, results) {
    if (process.env.CONVLENS_TEST_RESULTS) writeFileSync(process.env.CONVLENS_TEST_RESULTS, JSON.stringify(results));
  },
};

/** A webview is a frame in a frame, and comes and goes: looked for anew until it is there. */
async function webviewWith(page, selector) {
  const end = Date.now() + 10_000;
  while (Date.now() < end) {
    for (const frame of page.frames()) {
      const found = await frame
        .locator(selector)
        .count()
        .catch(() => 0);
      if (frame !== page.mainFrame() && found > 0) return frame;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`no webview holds ${selector}`);
}
