// Parts of the standard library that are written in Python: what is easier said there than in a table of natives.

import { bisectSource } from "./bisect.ts";
import { collectionsSource } from "./collections.ts";
import { contextlibSource } from "./contextlib.ts";
import { functoolsSource } from "./functools.ts";
import { heapqSource } from "./heapq.ts";
import { inspectSource } from "./inspect.ts";
import { statisticsSource } from "./statistics.ts";
import { stringSource } from "./string.ts";
import { textwrapSource } from "./textwrap.ts";
import { weakrefSource } from "./weakref.ts";

const scheme = "python-library:/";

const texts: ReadonlyMap<string, string> = new Map(
  Object.entries({
    heapq: heapqSource,
    bisect: bisectSource,
    weakref: weakrefSource,
    statistics: statisticsSource,
    textwrap: textwrapSource,
    contextlib: contextlibSource,
    functools: functoolsSource,
    collections: collectionsSource,
    inspect: inspectSource,
    string: stringSource,
  }),
);

export const libraryUri = (name: string): string => `${scheme}${name}.py`;

export const isLibraryUri = (uri: string): boolean => uri.startsWith(scheme);

/** Undefined: there is no such module. */
export const libraryText = (uri: string): string | undefined =>
  texts.get(uri.slice(scheme.length).replace(/\.py$/, ""));
