import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { tokenize } from "../../../src/core/formats/caffe/textFormat/lexer.ts";
import { formattingEdits } from "../../../src/core/ide/formatting.ts";
import { type DefinitionLanguage, languageOf } from "../../../src/core/ide/languages.ts";
import { sharedFolder } from "../../support/shared.ts";

/** Published definitions of both formats. */
function publishedFiles(): readonly { readonly name: string; readonly text: string; language: DefinitionLanguage }[] {
  const shared = sharedFolder();
  if (shared === null) return [];
  return ["caffe", "darknet"].flatMap((format) => {
    const folder = path.join(shared, "nets", format);
    return readdirSync(folder, { recursive: true, encoding: "utf8" }).flatMap((name) => {
      if (!/\.(prototxt|cfg|pt|txt)$/.test(name)) return [];
      const text = readFileSync(path.join(folder, name), "utf8");
      const language = languageOf("", path.basename(name), text);
      return language === null ? [] : [{ name, text, language }];
    });
  });
}

/** Seeded, so that a failure can be repeated. */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe("language features on published files", function () {
  this.timeout(120_000);
  const files = publishedFiles();
  before(function () {
    if (files.length === 0) this.skip();
  });

  it("are there for all of them", () => {
    assert.ok(files.length > 200, `${files.length} files`);
  });

  it("find a definition for nearly every use, above it and of the same symbol", () => {
    let uses = 0;
    let unresolved = 0;
    for (const { name, text, language } of files) {
      const sites = language.names(text);
      for (const [index, site] of sites.entries()) {
        assert.ok(0 <= site.at.start && site.at.start <= site.at.end && site.at.end <= text.length, name);
        if (site.role === "definition") assert.deepEqual(site.definitions, [index], name);
        else {
          uses++;
          if (site.definitions.length === 0) unresolved++;
        }
        for (const definition of site.definitions) {
          assert.equal(sites[definition]?.symbol, site.symbol, name);
          assert.equal(sites[definition]?.role, "definition", name);
        }
      }
    }
    assert.ok(uses > 10_000, `${uses} uses`);
    assert.ok(unresolved < uses / 100, `${unresolved} of ${uses} refer to nothing`);
  });

  it("lay every file out without changing a character that is no white space, and the second time nothing", () => {
    const solid = (text: string): string => text.replace(/\s/g, "");
    const parts = (text: string) => tokenize(text).tokens.map(({ kind, text: part, line }) => [kind, part, line]);
    let changed = 0;
    for (const { name, text, language } of files) {
      const after = language.format(text, "  ");
      if (after !== text) changed++;
      assert.equal(solid(after), solid(text), name);
      assert.equal(language.format(after, "  "), after, name);
      if (language.languages.includes("prototxt")) assert.deepEqual(parts(after), parts(text), name);
      const edits = formattingEdits(language, text, "  ").toReversed();
      const put = edits.reduce((all, { at, text: by }) => all.slice(0, at.start) + by + all.slice(at.end), text);
      assert.equal(put, after, name);
    }
    assert.ok(changed > 50, `${changed} files change`);
  });

  it("answer texts that are cut off anywhere", () => {
    const random = createRandom(7);
    for (const { text, language } of files) {
      const cut = text.slice(0, random(text.length));
      for (const { at } of language.names(cut)) assert.ok(at.end <= cut.length);
      for (const { start, end } of language.folds(cut)) assert.ok(0 <= start && start <= end && end <= cut.length);
      const after = language.format(cut, "  ");
      assert.equal(language.format(after, "  "), after);
      for (const offset of [cut.length, random(cut.length + 1)]) {
        const at = language.suggestions(cut, offset)?.at;
        if (at) assert.ok(at.start <= offset && offset <= at.end && at.end <= cut.length);
      }
    }
  });
});
