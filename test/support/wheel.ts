import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { inflateRawSync } from "node:zlib";
import { sharedFolder } from "./shared.ts";

/** The folder of a package's sources, unpacked once below the ignored cache from the archive beside the checkout; or null. */
export function wheelFolder(name: string): string | null {
  const folder = path.resolve(".cache/sources", name);
  if (existsSync(folder)) return folder;
  const shared = sharedFolder();
  const archive = shared === null ? null : path.join(shared, "sources", `${name}.zip`);
  if (archive === null || !existsSync(archive)) return null;
  // Unpacked beside and renamed, so that a run that was cut off leaves no half of a package.
  const partial = `${folder}.${process.pid}`;
  for (const { name: file, read } of zipEntries(readFileSync(archive))) {
    const target = path.join(partial, file);
    if (!target.startsWith(partial + path.sep) || file.endsWith("/")) continue;
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, read());
  }
  renameSync(partial, folder);
  return folder;
}

interface ZipEntry {
  readonly name: string;
  read(): Buffer;
}

/** Files of a zip archive (APPNOTE 6.3, sections 4.3.7, 4.3.12 and 4.3.16): stored or deflated, no zip64. */
function zipEntries(archive: Buffer): readonly ZipEntry[] {
  const end = archive.lastIndexOf(Buffer.from("PK\u0005\u0006", "latin1"));
  const entries: ZipEntry[] = [];
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); left > 0; left--) {
    const method = archive.readUInt16LE(at + 10);
    const size = archive.readUInt32LE(at + 20);
    const nameLength = archive.readUInt16LE(at + 28);
    const local = archive.readUInt32LE(at + 42);
    const name = archive.toString("utf8", at + 46, at + 46 + nameLength);
    const read = (): Buffer => {
      const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
      const bytes = archive.subarray(start, start + size);
      return method === 8 ? inflateRawSync(bytes) : bytes;
    };
    entries.push({ name, read });
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
  }
  return entries;
}
