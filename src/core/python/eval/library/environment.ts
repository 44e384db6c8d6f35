// os, pathlib, sys, logging, time, random, json, string and other modules that touch the world: inert or unknown. Above the
// usual size: a short table for each of many modules.
import { message } from "../../../messages/index.ts";
import { type Machine, method, type NativeModule, native, nativeClass } from "../native.ts";
import { asInt, asNumber, asString } from "../numbers.ts";
import { objectClass, tupleClass, typeClass } from "../types.ts";
import {
  Dict,
  Float,
  Instance,
  List,
  Property,
  type Result,
  Symbolic,
  Tuple,
  Unknown,
  UnknownNumber,
  type Value,
} from "../value.ts";
import { jsonLoad, open } from "./files.ts";
import { bareName, listFolder, namesIn, pathsMatching } from "./folders.ts";
import { getFrame } from "./frames.ts";
import { importingModules } from "./importing.ts";
import { classesNamed, logger, quiet, silent, unknownFunction } from "./inert.ts";

const environment = (name: string): Value => unknownFunction(name, "pythonEnvironment");
const random = (name: string): Value => unknownFunction(name, "pythonRandom");
const randomNumber = (name: string): Value =>
  native(name, "*args, **kwargs", () => new UnknownNumber({ key: "pythonRandom", args: {} }));
const parts = (value: Value | undefined): readonly Value[] => (value instanceof Tuple ? value.items : []);

function joinPaths(machine: Machine, pieces: readonly Value[]): Value {
  let path = "";
  for (const piece of pieces) {
    if (piece instanceof Unknown) return piece;
    const shown = machine.str(piece);
    const text = typeof shown === "string" ? shown : "";
    path = text.startsWith("/") || path === "" ? text : `${path.replace(/\/$/, "")}/${text}`;
  }
  return path;
}

const onText = (name: string, run: (text: string) => Value): Value =>
  native(name, "path", (machine, [path = null]) => {
    const text = path instanceof Unknown ? path : machine.str(path);
    return typeof text === "string" ? run(text) : text;
  });

const baseName = (path: string): string => path.slice(path.lastIndexOf("/") + 1);
const folderName = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

function splitExtension(path: string): readonly [string, string] {
  const name = baseName(path);
  const dot = name.lastIndexOf(".");
  return dot <= 0 ? [path, ""] : [path.slice(0, path.length - (name.length - dot)), name.slice(dot)];
}

/** Yes for a file of the project that can be read; of others nobody knows. */
const onDisk = (name: string, look: (machine: Machine, path: string) => Value): Value =>
  native(name, "path", (machine, [path = null]) => {
    const text = path instanceof Unknown ? path : machine.str(path);
    return typeof text === "string" ? look(machine, text) : text;
  });

const fileThere = (machine: Machine, path: string): Value =>
  typeof machine.readText(path) === "string" ? true : new Unknown(message("pythonEnvironment"));

/** What can be listed is a folder, and what can be read is none. */
function folderThere(machine: Machine, path: string): Value {
  if (Array.isArray(machine.listFolder(path))) return true;
  return typeof machine.readText(path) === "string" ? false : new Unknown(message("pythonEnvironment"));
}

const somethingThere = (machine: Machine, path: string): Value =>
  folderThere(machine, path) === true ? true : fileThere(machine, path);

const pathModule: NativeModule = {
  name: "os.path",
  attributes: {
    sep: "/",
    join: native("join", "*paths", (machine, [paths]) => joinPaths(machine, parts(paths))),
    basename: onText("basename", baseName),
    dirname: onText("dirname", folderName),
    split: onText("split", (path) => new Tuple([folderName(path), baseName(path)])),
    splitext: onText("splitext", (path) => new Tuple(splitExtension(path))),
    abspath: onText("abspath", (path) => path),
    realpath: onText("realpath", (path) => path),
    normpath: onText("normpath", (path) => path),
    expanduser: onText("expanduser", (path) => path),
    isabs: onText("isabs", (path) => path.startsWith("/")),
    exists: onDisk("exists", somethingThere),
    isfile: onDisk("isfile", fileThere),
    isdir: onDisk("isdir", folderThere),
    getsize: environment("getsize"),
  },
};

const osModule: NativeModule = {
  name: "os",
  attributes: {
    environ: () => new Dict(),
    sep: "/",
    linesep: "\n",
    name: "posix",
    PathLike: nativeClass("os", "PathLike", [objectClass], {}),
    getenv: native("getenv", "key, default=None", (_machine, [, fallback = null]) => fallback),
    getcwd: environment("getcwd"),
    listdir: listFolder,
    makedirs: quiet,
    mkdir: quiet,
    remove: quiet,
    cpu_count: environment("cpu_count"),
    fspath: native("fspath", "path", (machine, [path = null]) => machine.str(path)),
  },
};

/** A path as a text; nothing is looked up. Unknown where what it was made of is. */
const pathText = (self: Value): string | Unknown => {
  const path = self instanceof Instance ? (self.attributes.entries.get("_path") ?? "") : "";
  return path instanceof Unknown ? path : String(path);
};

/** A method of a path that says something of its text. */
const ofPath = (parameters: string, run: (machine: Machine, path: string, args: readonly Value[]) => Result) =>
  method(parameters, (machine, self, args) => {
    const path = pathText(self);
    return path instanceof Unknown ? path : run(machine, path, args);
  });

const pathProperty = (run: (machine: Machine, path: string) => Result): Property => new Property(ofPath("", run));

/** `path.glob("*.yaml")`, below the folder that the path is. */
const globBelow = (prefix: string) =>
  ofPath("pattern, **kwargs", (machine, path, [pattern = null]) => {
    const text = pattern instanceof Unknown ? pattern : machine.str(pattern);
    if (typeof text !== "string") return text;
    const paths = pathsMatching(machine, `${path}/${prefix}${text}`, true);
    return paths instanceof Unknown ? paths : pathsOf(machine, paths);
  });

const pathsOf = (machine: Machine, paths: readonly string[]): List =>
  new List(paths.map((path) => makePath(machine, [bareName(path)]) ?? null));

const pathClass = nativeClass(
  "pathlib",
  "Path",
  [objectClass],
  {
    __init__: method("*segments", (machine, self, [segments]) => {
      const path = joinPaths(machine, parts(segments));
      return machine.setPlainAttribute(self, "_path", path) ? null : undefined;
    }),
    __truediv__: ofPath("other, /", (machine, path, [other = null]) => makePath(machine, [path, other])),
    __str__: ofPath("", (_machine, path) => path),
    __fspath__: ofPath("", (_machine, path) => path),
    __repr__: ofPath("", (_machine, path) => `PosixPath('${path}')`),
    joinpath: ofPath("*others", (machine, path, [others]) => makePath(machine, [path, ...parts(others)])),
    with_suffix: ofPath("suffix", (machine, path, [suffix = null]) =>
      makePath(machine, [splitExtension(path)[0] + (asString(suffix) ?? "")]),
    ),
    with_name: ofPath("name", (machine, path, [name = null]) => makePath(machine, [...besides(path), name])),
    with_stem: ofPath("stem", (machine, path, [stem = null]) => {
      if (stem instanceof Unknown) return stem;
      return makePath(machine, [...besides(path), (asString(stem) ?? "") + splitExtension(baseName(path))[1]]);
    }),
    resolve: method("*args", (_machine, self) => self),
    absolute: method("", (_machine, self) => self),
    expanduser: method("", (_machine, self) => self),
    as_posix: ofPath("", (_machine, path) => path),
    mkdir: method("*args, **kwargs", () => null),
    exists: ofPath("**kwargs", somethingThere),
    is_dir: ofPath("**kwargs", folderThere),
    is_file: ofPath("**kwargs", fileThere),
    iterdir: ofPath("", (machine, path) => {
      const names = namesIn(machine, path);
      return names instanceof Unknown
        ? names
        : pathsOf(
            machine,
            names.map((name) => `${path}/${name}`),
          );
    }),
    glob: globBelow(""),
    rglob: globBelow("**/"),
    open: ofPath("mode='r', *args, **kwargs", (machine, path, [mode = null]) => machine.call(open, [path, mode])),
    read_text: ofPath("*args, **kwargs", (machine, path) => {
      return machine.readText(path) ?? new Unknown(message("pythonEnvironment"));
    }),
    name: pathProperty((_machine, path) => baseName(path)),
    stem: pathProperty((_machine, path) => splitExtension(baseName(path))[0]),
    suffix: pathProperty((_machine, path) => splitExtension(path)[1]),
    parent: pathProperty((machine, path) => makePath(machine, [folderName(path)])),
    parts: pathProperty((_machine, path) => {
      const names = path.split("/").filter((name) => name !== "");
      return new Tuple(path.startsWith("/") ? ["/", ...names] : names);
    }),
    parents: pathProperty((machine, path) => {
      const folders: Value[] = [];
      for (let folder = folderName(path); folder !== "" && folders.length < 64; folder = folderName(folder)) {
        folders.push(makePath(machine, [folder]) ?? null);
      }
      return new Tuple(folders);
    }),
  },
  { open: true },
);

/** The folder of a path, where it names one. */
const besides = (path: string): readonly string[] => (path.includes("/") ? [folderName(path)] : []);

const makePath = (machine: Machine, pieces: readonly Value[]): Value | undefined => machine.call(pathClass, pieces);

const loggingLevels = { CRITICAL: 50, FATAL: 50, ERROR: 40, WARNING: 30, WARN: 30, INFO: 20, DEBUG: 10, NOTSET: 0 };

const versionInfo = new Tuple([3, 12, 0, "final", 0]);

const sysModule = (modules: () => Dict): NativeModule => ({
  name: "sys",
  attributes: {
    version_info: () => versionOf(),
    version: "3.12.0",
    modules,
    path: () => new List([]),
    argv: () => new List([""]),
    maxsize: 9223372036854775807n,
    platform: "linux",
    byteorder: "little",
    executable: "",
    stdout: () => silent("io", "TextIOWrapper"),
    stderr: () => silent("io", "TextIOWrapper"),
    stdin: () => silent("io", "TextIOWrapper"),
    float_info: () => floatInfo(),
    _getframe: getFrame,
    exit: native("exit", "status=None", (machine) => machine.raise("SystemExit", "")),
    getsizeof: environment("getsizeof"),
    getrecursionlimit: native("getrecursionlimit", "", () => 1000),
    setrecursionlimit: quiet,
    exc_info: native("exc_info", "", () => new Tuple([null, null, null])),
    intern: native("intern", "string", (_machine, [text = null]) => text),
  },
});

function versionOf(): Value {
  const fields = ["major", "minor", "micro", "releaselevel", "serial"];
  const cls = nativeClass(
    "sys",
    "version_info",
    [tupleClass],
    Object.fromEntries(fields.map((name, index) => [name, versionInfo.items[index] ?? null])),
  );
  return new Tuple(versionInfo.items, cls);
}

function floatInfo(): Value {
  const info = new Instance(objectClass);
  info.attributes.entries.set("eps", new Float(Number.EPSILON));
  info.attributes.entries.set("max", new Float(Number.MAX_VALUE));
  info.attributes.entries.set("min", new Float(2.2250738585072014e-308));
  return info;
}

function fromJson(value: unknown, depth: number): Value {
  if (value === null || typeof value === "boolean" || typeof value === "string") return value;
  if (typeof value === "number") return Number.isSafeInteger(value) ? value : new Float(value);
  if (depth > 100) return null;
  if (Array.isArray(value)) return new List(value.map((item) => fromJson(item, depth + 1)));
  return new Dict(
    new Map(Object.entries(value as object).map(([key, item]): [string, Value] => [key, fromJson(item, depth + 1)])),
  );
}

const jsonLoads = native("loads", "s, **kwargs", (machine, [text = null]) => {
  if (text instanceof Unknown) return text;
  try {
    return fromJson(JSON.parse(asString(text) ?? ""), 0);
  } catch {
    return machine.raise("ValueError", "Expecting value");
  }
});

const jsonModule: NativeModule = {
  name: "json",
  attributes: {
    loads: jsonLoads,
    load: jsonLoad(jsonLoads),
    dump: quiet,
    JSONEncoder: objectClass,
    JSONDecoder: objectClass,
  },
};

/** `isinstance(x, numbers.Integral)` */
const numberClass = (name: string, test: (value: Value) => boolean): Value =>
  nativeClass(
    "numbers",
    name,
    [objectClass],
    {},
    {
      metaclass: nativeClass("abc", "ABCMeta", [typeClass], {
        __instancecheck__: method("obj, /", (_machine, _self, [value = null]) =>
          value instanceof Unknown ? value : test(value),
        ),
      }),
    },
  );

const isReal = (value: Value): boolean => asNumber(value) !== undefined || value instanceof Symbolic;
const numberClasses = {
  Number: numberClass("Number", isReal),
  Real: numberClass("Real", isReal),
  Integral: numberClass("Integral", (value) => asInt(value) !== undefined || value instanceof Symbolic),
};

const lower = "abcdefghijklmnopqrstuvwxyz";
const digits = "0123456789";
const punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
const whitespace = " \t\n\r\v\f";
const stringModule: NativeModule = {
  name: "string",
  attributes: {
    ascii_lowercase: lower,
    ascii_uppercase: lower.toUpperCase(),
    ascii_letters: lower + lower.toUpperCase(),
    digits,
    hexdigits: "0123456789abcdefABCDEF",
    octdigits: "01234567",
    punctuation,
    whitespace,
    printable: digits + lower + lower.toUpperCase() + punctuation + whitespace,
  },
};

/** Modules of which every name is unknown, or does nothing. */
const opaque = [
  "pickle",
  "io",
  "tempfile",
  "shutil",
  "subprocess",
  "threading",
  "multiprocessing",
  "concurrent",
  "concurrent.futures",
  "queue",
  "socket",
  "urllib",
  "urllib.request",
  "urllib.parse",
  "urllib.error",
  "http",
  "hashlib",
  "base64",
  "zipfile",
  "tarfile",
  "gzip",
  "fnmatch",
  "configparser",
  "datetime",
  "calendar",
  "locale",
  "platform",
  "traceback",
  "gc",
  "ctypes",
  "struct",
  "array",
  "dis",
  "tokenize",
  "pprint",
  "fractions",
  "decimal",
  "cmath",
  "secrets",
  "uuid",
  "signal",
  "select",
  "asyncio",
  "unittest",
  "unittest.mock",
  "doctest",
  "pdb",
  "timeit",
  "cProfile",
  "importlib.metadata",
  "importlib.resources",
  "xml",
  "xml.etree",
  "xml.etree.ElementTree",
  "html",
  "sqlite3",
  "contextvars",
  "codecs",
  "errno",
  "stat",
  "getpass",
  "optparse",
  "zlib",
  "lzma",
  "bz2",
  "builtins",
];

const opaqueModule = (name: string): NativeModule => ({ name, attributes: {} });

export function environmentModules(modules: () => Dict): readonly NativeModule[] {
  return [
    osModule,
    pathModule,
    {
      name: "pathlib",
      attributes: { Path: pathClass, PurePath: pathClass, PosixPath: pathClass, PurePosixPath: pathClass },
    },
    sysModule(modules),
    {
      name: "logging",
      attributes: {
        ...loggingLevels,
        getLogger: native("getLogger", "name=None", (_machine, [name = null]) => logger(name)),
        ...Object.fromEntries(
          [
            "debug",
            "info",
            "warning",
            "warn",
            "error",
            "critical",
            "exception",
            "log",
            "basicConfig",
            "disable",
            "captureWarnings",
          ].map((name) => [name, quiet]),
        ),
        ...classesNamed("logging", ["Logger", "Handler", "StreamHandler", "FileHandler", "Formatter", "Filter"]),
      },
    },
    {
      name: "time",
      attributes: {
        ...Object.fromEntries(
          [
            "time",
            "perf_counter",
            "monotonic",
            "process_time",
            "strftime",
            "localtime",
            "time_ns",
            "perf_counter_ns",
          ].map((name) => [name, environment(name)]),
        ),
        sleep: quiet,
      },
    },
    {
      name: "random",
      attributes: {
        ...Object.fromEntries(
          ["random", "randint", "uniform", "gauss", "randrange", "normalvariate", "betavariate", "getrandbits"].map(
            (name) => [name, randomNumber(name)],
          ),
        ),
        choice: random("choice"),
        choices: random("choices"),
        sample: random("sample"),
        seed: quiet,
        shuffle: quiet,
        Random: environment("Random"),
      },
    },
    jsonModule,
    stringModule,
    { name: "numbers", attributes: { ...classesNamed("numbers", ["Complex", "Rational"]), ...numberClasses } },
    {
      name: "__future__",
      attributes: Object.fromEntries(
        [
          "annotations",
          "division",
          "print_function",
          "absolute_import",
          "unicode_literals",
          "generators",
          "with_statement",
        ].map((name) => [name, true]),
      ),
    },
    ...importingModules,
    ...opaque.map(opaqueModule),
  ];
}
