import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { type BrowserContext, chromium, type Page } from "playwright-core";
import type { HostMessage, ViewMessage, ViewName } from "../../src/protocol/views.ts";
import { bodyClass, type ThemeName, themes } from "./themes.ts";

/**
 * Opens the built views in Chromium as VS Code would: the same content security policy, theme variables on the page, and
 * an `acquireVsCodeApi` whose messages the test reads and answers.
 */

export interface ViewPage {
  readonly page: Page;
  /** What the view has sent, oldest first. */
  readonly sent: ViewMessage[];
  /** Violations of the policy and errors of scripts: a test expects none. */
  readonly problems: string[];
  send(message: HostMessage): Promise<void>;
  waitFor<Kind extends ViewMessage["kind"]>(
    kind: Kind,
    timeout?: number,
  ): Promise<Extract<ViewMessage, { kind: Kind }>>;
  setTheme(theme: ThemeName): Promise<void>;
  screenshot(name: string): Promise<void>;
  close(): Promise<void>;
}

export interface OpenOptions {
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  /** An asset whose URI leads nowhere. */
  readonly without?: "elkWorker" | "ortWasm";
  /** Workers of the page have no `navigator.gpu`. */
  readonly withoutWebgpu?: boolean;
}

export interface Viewer {
  open(view: ViewName, options?: OpenOptions): Promise<ViewPage>;
  close(): Promise<void>;
}

const dist = path.resolve("dist", "webview");
const screenshots = path.resolve(".cache", "screenshots");

export function chromiumPath(): string | null {
  const candidates = [process.env["CONVLENS_CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser"];
  return candidates.find((candidate) => candidate !== undefined && existsSync(candidate)) ?? null;
}

export async function startViewer(): Promise<Viewer> {
  const executablePath = chromiumPath();
  if (!executablePath) throw new Error("no Chromium found: install it or set CONVLENS_CHROMIUM");
  const server = await serve();
  const { port } = server.address() as AddressInfo;
  const profile = mkdtempSync(path.join(tmpdir(), "convlens-chromium-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: [
      "--no-sandbox",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--enable-unsafe-webgpu",
    ],
  });
  return {
    open: (view, options = {}) => openView(context, `http://127.0.0.1:${port}`, view, options),
    async close() {
      await context.close();
      server.close();
      server.closeAllConnections();
      rmSync(profile, { recursive: true, force: true });
    },
  };
}

async function openView(
  context: BrowserContext,
  origin: string,
  view: ViewName,
  { theme = "dark", width = 900, height = 700, without, withoutWebgpu = false }: OpenOptions,
): Promise<ViewPage> {
  const page = await context.newPage();
  await page.setViewportSize({ width, height });
  const sent: ViewMessage[] = [];
  const problems: string[] = [];
  const waiting: { kind: string; resolve: (message: never) => void }[] = [];
  page.on("pageerror", (error) => problems.push(error.message));
  page.on("console", (entry) => {
    if (entry.type() === "error") problems.push(entry.text());
  });
  const send = (message: HostMessage): Promise<void> =>
    page.evaluate((data) => window.postMessage(JSON.parse(data), window.origin), JSON.stringify(message));
  await page.exposeFunction("convlensTestReceive", (message: ViewMessage) => {
    sent.push(message);
    if (message.kind === "ready") {
      const asset = (name: "elkWorker" | "ortWasm", file: string) =>
        ({ [name]: `${origin}/webview/${name === without ? "missing" : file}` }) as const;
      const assets = {
        ...asset("elkWorker", "elk-worker.min.js"),
        ...asset("ortWasm", "ort-wasm-simd-threaded.asyncify.wasm"),
      };
      void send({ kind: "init", view, assets, language: "en", translations: {} });
    }
    for (const one of waiting.filter((candidate) => candidate.kind === message.kind)) {
      waiting.splice(waiting.indexOf(one), 1);
      one.resolve(message as never);
    }
  });
  if (withoutWebgpu) {
    await page.route("**/inferenceWorker.js", async (route) => {
      const response = await route.fetch();
      const hide = 'Object.defineProperty(navigator, "gpu", { value: undefined });\n';
      await route.fulfill({ response, body: hide + (await response.text()) });
    });
  }
  await page.goto(`${origin}/${view}?theme=${theme}`);
  const opened: ViewPage = {
    page,
    sent,
    problems,
    send,
    waitFor: (kind, timeout = 10_000) =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(
          () => reject(new Error(`no ${kind} message; problems: ${problems.join("; ")}`)),
          timeout,
        );
        waiting.push({
          kind,
          resolve: (message) => {
            clearTimeout(timer);
            resolve(message);
          },
        });
      }),
    setTheme: (next) =>
      page.evaluate(
        ([variables, name]) => {
          for (const [key, value] of Object.entries(variables)) {
            document.documentElement.style.setProperty(`--vscode-${key}`, value);
          }
          document.body.className = name;
        },
        [themes[next], bodyClass[next]] as const,
      ),
    async screenshot(name) {
      mkdirSync(screenshots, { recursive: true });
      await page.screenshot({ path: path.join(screenshots, `${name}.png`) });
    },
    close: () => page.close(),
  };
  if (!sent.some((message) => message.kind === "ready")) await opened.waitFor("ready");
  return opened;
}

const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript",
  ".wasm": "application/wasm",
  ".map": "application/json",
};

function serve(): Promise<Server> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://127.0.0.1");
    if (!url.pathname.startsWith("/webview/")) {
      const theme = (url.searchParams.get("theme") ?? "dark") as ThemeName;
      const origin = `http://${request.headers.host}`;
      response.setHeader("content-type", "text/html; charset=utf-8");
      response.end(pageHtml(url.pathname.slice(1) as ViewName, theme, origin));
      return;
    }
    const file = path.join(dist, path.basename(url.pathname));
    readFile(file).then(
      (content) => {
        response.setHeader("content-type", types[path.extname(file)] ?? "application/octet-stream");
        response.end(content);
      },
      () => {
        response.statusCode = 404;
        response.end();
      },
    );
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

/** The policy and the page are those of the extension's webview host. */
function pageHtml(view: ViewName, theme: ThemeName, origin: string): string {
  const nonce = randomBytes(16).toString("hex");
  const policy = [
    "default-src 'none'",
    `img-src ${origin} data:`,
    `font-src ${origin}`,
    `style-src ${origin} 'unsafe-inline'`,
    `script-src 'nonce-${nonce}' 'wasm-unsafe-eval'`,
    "worker-src blob:",
    `connect-src ${origin}`,
  ].join("; ");
  const variables = Object.entries(themes[theme])
    .map(([name, value]) => `--vscode-${name}: ${value};`)
    .join(" ");
  const api = `
    let state;
    globalThis.acquireVsCodeApi = () => ({
      postMessage: (message) => convlensTestReceive(JSON.parse(JSON.stringify(message))),
      getState: () => state,
      setState: (next) => { state = next; },
    });`;
  return `<!DOCTYPE html>
<html lang="en" style='${variables}'>
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>ConvLens</title>
<style>body { padding: 0 20px; background: var(--vscode-${view === "receptiveField" ? "sideBar" : "editor"}-background); }</style>
</head>
<body class="${bodyClass[theme]}">
<main id="view"></main>
<script nonce="${nonce}">${api}</script>
<script type="module" nonce="${nonce}" src="${origin}/webview/${view}.js"></script>
</body>
</html>`;
}
