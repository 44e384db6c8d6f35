import assert from "node:assert/strict";
import type { Format } from "../../../src/core/formats/format.ts";
import type { AnalysisRequest, FileContent, FileProvider, ShouldStop } from "../../../src/core/ir/index.ts";
import { createProject } from "../../../src/core/project/project.ts";
import { noFacts } from "../../../src/core/project/snapshot.ts";

const never = () => false;

/** A format whose files are lists of files to import; its framework says what arrived: `a.list(b.list(?))`. */
function listFormat(): Format & { readonly requests: AnalysisRequest[] } {
  const requests: AnalysisRequest[] = [];
  return {
    name: "list",
    extensions: [".list"],
    languages: ["list"],
    requests,
    claims: (name) => name.endsWith(".list"),
    analyse(request: AnalysisRequest, files: FileProvider, shouldStop: ShouldStop) {
      requests.push(request);
      const dependencies: string[] = [];
      const pending: string[] = [];
      const read = (text: string): string => text.split("\n").filter(Boolean).map(load).join(" ");
      const load = (file: string): string => {
        dependencies.push(file);
        const content = files.get(file);
        if (content.kind === "pending") pending.push(file);
        return content.kind === "text" ? `${file}(${read(content.text)})` : `${file}?`;
      };
      const framework = read(request.text);
      if (shouldStop()) return null;
      const sizes = { [request.file]: [] };
      return { ...noFacts(request.file), framework, dependencies, pending, memory: { lastFittingInputs: sizes } };
    },
  };
}

function projectOn(disk: Record<string, string>) {
  const format = listFormat();
  const reads: string[] = [];
  const read = (file: string): FileContent => {
    reads.push(file);
    const text = disk[file];
    return text === undefined ? { kind: "absent" } : { kind: "text", text, version: `${text.length} ${text}` };
  };
  const project = createProject({ formats: [format], read });
  const framework = (file: string) => project.analyse(file, {}, never)?.facts.framework;
  return { project, framework, format, reads };
}

describe("project", () => {
  it("analyses a text once, until it or something it imports changes", () => {
    const disk: Record<string, string> = { "b.list": "c.list", "c.list": "" };
    const { project, framework, format } = projectOn(disk);
    project.setText("a.list", "b.list", null);
    assert.equal(framework("a.list"), "b.list(c.list())");
    assert.equal(framework("a.list"), "b.list(c.list())");
    assert.equal(format.requests.length, 1);

    disk["c.list"] = "d.list";
    assert.equal(framework("a.list"), "b.list(c.list())", "no one said that it changed");
    project.changedOnDisk("c.list");
    assert.equal(framework("a.list"), "b.list(c.list(d.list?))");
  });

  it("knows which absent files were looked for", () => {
    const disk: Record<string, string> = {};
    const { project, framework } = projectOn(disk);
    project.setText("a.list", "b.list", null);
    assert.equal(framework("a.list"), "b.list?");
    disk["b.list"] = "";
    project.changedOnDisk("b.list");
    assert.equal(framework("a.list"), "b.list()");
  });

  it("takes the editor's text before the disk's, and goes back to it on close", () => {
    const { project, framework } = projectOn({ "b.list": "x.list" });
    project.setText("a.list", "b.list", null);
    project.setText("b.list", "y.list", null);
    assert.equal(framework("a.list"), "b.list(y.list?)");
    project.close("b.list");
    assert.equal(framework("a.list"), "b.list(x.list?)");
  });

  it("does not take a document opened again for the old one", () => {
    const { project, framework } = projectOn({});
    project.setText("a.list", "b.list", null);
    assert.equal(framework("a.list"), "b.list?");
    project.close("a.list");
    project.setText("a.list", "c.list", null);
    assert.equal(framework("a.list"), "c.list?");
  });

  it("collects files that are pending, round by round, from a provider that answers late", () => {
    const disk: Record<string, string> = { "b.list": "c.list\nd.list", "c.list": "e.list" };
    const project = createProject({ formats: [listFormat()], read: () => ({ kind: "pending" }) });
    project.setText("a.list", "b.list", null);
    const rounds: string[] = [];
    for (let round = 0; round < 10; round++) {
      const facts = project.analyse("a.list", {}, never)?.facts;
      rounds.push(facts?.framework ?? "");
      if (facts?.pending.length === 0) break;
      for (const file of facts?.pending ?? []) project.supply(file, disk[file] ?? null, "1");
    }
    assert.deepEqual(rounds, [
      "b.list?",
      "b.list(c.list? d.list?)",
      "b.list(c.list(e.list?) d.list?)",
      "b.list(c.list(e.list?) d.list?)",
    ]);
  });

  it("answers nothing when stopped, and analyses the next time", () => {
    const { project, framework } = projectOn({});
    project.setText("a.list", "b.list", null);
    assert.equal(
      project.analyse("a.list", {}, () => true),
      null,
    );
    assert.equal(framework("a.list"), "b.list?");
  });

  it("lets the editor's language decide before the name", () => {
    const { project, framework } = projectOn({});
    project.setText("untitled:1", "b.list", "list");
    project.setText("untitled:2", "b.list", "plaintext");
    assert.equal(framework("untitled:1"), "b.list?");
    assert.equal(framework("untitled:2"), null);
  });

  it("hands the memory of one text to the next, and forgets it on close", () => {
    const { project, framework, format } = projectOn({});
    const remembered = () => Object.keys(format.requests.at(-1)?.memory.lastFittingInputs ?? {});
    project.setText("a.list", "b.list", null);
    framework("a.list");
    assert.deepEqual(remembered(), []);
    project.setText("a.list", "c.list", null);
    framework("a.list");
    assert.deepEqual(remembered(), ["a.list"]);
    project.close("a.list");
    project.setText("a.list", "d.list", null);
    framework("a.list");
    assert.deepEqual(remembered(), []);
  });

  it("keeps unopened files up to its bytes and reads the rest again", () => {
    const reads: string[] = [];
    const read = (file: string): FileContent => {
      reads.push(file);
      return { kind: "text", text: "\n".repeat(1000), version: "1" };
    };
    const project = createProject({ formats: [listFormat()], read, byteBudget: 5000 });
    project.setText("a.list", "b.list\nc.list\nd.list", null);
    project.analyse("a.list", {}, never);
    assert.deepEqual(
      [...project.heldFiles()].map(([file]) => file),
      ["c.list", "d.list"],
    );
    project.setText("a.list", "d.list\nc.list\nb.list", null);
    project.analyse("a.list", {}, never);
    assert.deepEqual(reads, ["b.list", "c.list", "d.list", "b.list"]);
  });
});
