// The names that every module sees.
import {
  boolClass,
  bytesClass,
  classMethodClass,
  complexClass,
  dictClass,
  exceptionClasses,
  floatClass,
  frozensetClass,
  intClass,
  listClass,
  objectClass,
  propertyClass,
  rangeClass,
  setClass,
  sliceClass,
  staticMethodClass,
  strClass,
  superClass,
  tupleClass,
  typeClass,
} from "../types.ts";
import { ellipsis, notImplemented, type Value } from "../value.ts";
import { installComplex } from "./complex.ts";
import { installDunders } from "./dunders.ts";
import { builtinFunctions } from "./functions.ts";
import { installMappings } from "./mappings.ts";
import { installNumbers } from "./numeric.ts";
import { installObjects } from "./objects.ts";
import { installSequences } from "./sequences.ts";
import { installStrings } from "./strings.ts";

installObjects();
installStrings();
installNumbers();
installComplex();
installSequences();
installMappings();
installDunders();

const classes = [
  objectClass,
  typeClass,
  intClass,
  boolClass,
  floatClass,
  complexClass,
  strClass,
  bytesClass,
  tupleClass,
  listClass,
  dictClass,
  setClass,
  frozensetClass,
  rangeClass,
  sliceClass,
  propertyClass,
  staticMethodClass,
  classMethodClass,
  superClass,
];

const radixNames: Readonly<Record<string, string>> = { x: "hex", o: "oct", b: "bin" };

export const builtinNames: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...classes.map((cls): [string, Value] => [cls.name, cls]),
  ...exceptionClasses,
  ...builtinFunctions.map((fn): [string, Value] => [radixNames[fn.name] ?? fn.name, fn]),
  ["bytearray", bytesClass],
  ["EnvironmentError", exceptionClasses.get("OSError") ?? null],
  ["IOError", exceptionClasses.get("OSError") ?? null],
  ["NotImplemented", notImplemented],
  ["Ellipsis", ellipsis],
  ["__debug__", true],
]);
