import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { sharedFolder } from "../support/shared.ts";
import { wheelFolder } from "../support/wheel.ts";

export interface Sample {
  readonly file: string;
  readonly text: string;
}

/** Definition files to start from: the project's own, and those beside the checkout where they are there. */
export function corpus(): readonly Sample[] {
  const shared = sharedFolder();
  const sources = wheelFolder("torchvision-0.28.0");
  const folders = [
    "test/fixtures",
    "examples",
    ...(shared === null
      ? []
      : [path.join(shared, "nets/caffe"), path.join(shared, "nets/darknet"), path.join(shared, "truth/numerics")]),
    ...(sources === null ? [] : [path.join(sources, "torchvision/models")]),
  ];
  // Long files make slow inputs and find nothing that short ones do not.
  return folders.flatMap(filesBelow).filter(({ text }) => text.length < 60_000);
}

function filesBelow(folder: string): readonly Sample[] {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(file);
    return /\.(py|prototxt|cfg)$/.test(entry.name) ? [{ file, text: readFileSync(file, "utf8") }] : [];
  });
}
