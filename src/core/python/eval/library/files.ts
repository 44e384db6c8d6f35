// Files of the project that a program opens to build its model from: configurations, lists of layers. They are only read,
// and only where they lie in the workspace or in a folder of packages; everything else is unknown.
import { message } from "../../../messages/index.ts";
import { keyOf } from "../containers.ts";
import { type Machine, method, type NativeModule, native, nativeClass } from "../native.ts";
import { asString } from "../numbers.ts";
import { objectClass } from "../types.ts";
import {
  type ClassValue,
  Instance,
  IteratorValue,
  type Key,
  List,
  type Result,
  stop,
  Unknown,
  type Value,
} from "../value.ts";
import { quiet } from "./inert.ts";
import { parseYaml } from "./yamlText.ts";

interface OpenFile {
  readonly text: string;
  position: number;
}

const fileOf = (self: Value): OpenFile | null => (self instanceof Instance ? (self.payload as OpenFile | null) : null);

const elsewhere = (): Unknown => new Unknown(message("pythonEnvironment"));

/** What is left of the text. */
function rest(self: Value): string {
  const file = fileOf(self);
  if (file === null) return "";
  const text = file.text.slice(file.position);
  file.position = file.text.length;
  return text;
}

const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

const fileClass: ClassValue = nativeClass(
  "io",
  "TextIOWrapper",
  [objectClass],
  {
    read: method("size=-1, /", (machine, self) => {
      const text = rest(self);
      return machine.charge(text.length >> 4) ? text : machine.outOfBudget();
    }),
    readlines: method("hint=-1, /", (machine, self) => {
      const lines = linesOf(rest(self));
      return machine.charge(lines.length) ? new List([...lines]) : machine.outOfBudget();
    }),
    readline: method("size=-1, /", (_machine, self) => nextLine(self) ?? ""),
    __iter__: method("", (machine, self) => {
      return new IteratorValue("file", () => {
        const line = nextLine(self);
        if (line === null) return stop;
        return machine.charge(1) ? line : machine.outOfBudget();
      });
    }),
    __enter__: method("", (_machine, self) => self),
    __exit__: method("*args", () => false),
    close: quiet,
  },
  { open: true },
);

function nextLine(self: Value): string | null {
  const file = fileOf(self);
  if (file === null || file.position >= file.text.length) return null;
  const end = file.text.indexOf("\n", file.position);
  const line = file.text.slice(file.position, end < 0 ? undefined : end + 1);
  file.position += line.length;
  return line;
}

/** `open(path)`; unknown where the file is not of the project, or is not read as text. */
export const open = native("open", "file, mode='r', *args, **kwargs", (machine, [path = null, mode = null]): Result => {
  const opened = contents(machine, path, mode);
  if (opened === undefined || opened instanceof Unknown) return opened;
  const file = new Instance(fileClass);
  file.payload = { text: opened, position: 0 } satisfies OpenFile;
  return file;
});

function contents(machine: Machine, path: Value, mode: Value): string | Unknown | undefined {
  if (path instanceof Unknown) return contentsOfOne(machine, path, mode);
  const name = machine.str(path);
  if (typeof name !== "string") return name;
  const isRead = /^(?:r|rt|tr|rU)$/.test(asString(mode) ?? "");
  return isRead ? (machine.readText(name) ?? new Unknown(message("pythonFileMissing", { name }))) : elsewhere();
}

/** Where a path is one of several, the program opens one that is there. */
function contentsOfOne(machine: Machine, path: Unknown, mode: Value): string | Unknown | undefined {
  const found = (path.alternatives ?? []).flatMap((one) => {
    const text = one instanceof Unknown ? one : contents(machine, one, mode);
    return typeof text === "string" ? [text] : [];
  });
  const [text = path] = found;
  return found.length === 1 ? text : path;
}

/** The text of an open file or of a text itself. */
function textOf(source: Value): string | Unknown {
  if (source instanceof Unknown) return source;
  const text = asString(source);
  if (text !== undefined) return text;
  return source instanceof Instance && source.cls === fileClass ? rest(source) : elsewhere();
}

const load = (name: string) =>
  native(name, "stream, *args, **kwargs", (machine, [stream = null]) => {
    const text = textOf(stream);
    if (text instanceof Unknown) return text;
    if (!machine.charge(text.length)) return machine.outOfBudget();
    return parseYaml(text, (key) => keyIn(machine, key)) ?? new Unknown(message("pythonUnsupported", { what: "yaml" }));
  });

function keyIn(machine: Machine, value: Value): Key | undefined {
  const key = keyOf(machine, value);
  return key instanceof Unknown ? undefined : key;
}

const loaders = ["SafeLoader", "FullLoader", "Loader", "CSafeLoader", "CLoader", "UnsafeLoader"];

export const yamlModule: NativeModule = {
  name: "yaml",
  attributes: {
    load: load("load"),
    safe_load: load("safe_load"),
    full_load: load("full_load"),
    unsafe_load: load("unsafe_load"),
    dump: elsewhereFunction("dump"),
    safe_dump: elsewhereFunction("safe_dump"),
    YAMLError: () => nativeClass("yaml", "YAMLError", [objectClass], {}),
    ...Object.fromEntries(loaders.map((name) => [name, () => nativeClass("yaml", name, [objectClass], {})])),
  },
};

function elsewhereFunction(name: string): Value {
  return native(name, "*args, **kwargs", elsewhere);
}

/** `json.load(file)` reads as `json.loads` does. */
export const jsonLoad = (loads: Value): Value =>
  native("load", "fp, **kwargs", (machine, [source = null]) => {
    const text = textOf(source);
    return text instanceof Unknown ? text : machine.call(loads, [text]);
  });
