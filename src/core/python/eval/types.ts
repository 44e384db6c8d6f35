// The built-in classes, and which class a value is of. Their methods are put into them by the files of `builtins/`.
import { nativeClass } from "./native.ts";
import { type ClassValue, ellipsis, type Layout, type Value } from "./value.ts";

const builtin = (name: string, bases: readonly ClassValue[], layout: Layout = "other"): ClassValue =>
  nativeClass("builtins", name, bases, {}, { layout });

export const objectClass = builtin("object", [], "object");
const root = [objectClass];
export const typeClass = builtin("type", root);
export const intClass = builtin("int", root, "int");
export const boolClass = builtin("bool", [intClass], "bool");
export const floatClass = builtin("float", root, "float");
export const complexClass = builtin("complex", root);
export const strClass = builtin("str", root, "str");
export const bytesClass = builtin("bytes", root, "bytes");
export const tupleClass = builtin("tuple", root, "tuple");
export const listClass = builtin("list", root, "list");
export const dictClass = builtin("dict", root, "dict");
export const setClass = builtin("set", root, "set");
export const frozensetClass = builtin("frozenset", root, "set");
export const rangeClass = builtin("range", root);
export const sliceClass = builtin("slice", root);
export const noneClass = builtin("NoneType", root);
export const ellipsisClass = builtin("ellipsis", root);
export const notImplementedClass = builtin("NotImplementedType", root);
export const functionClass = builtin("function", root);
/** `function.__code__`: its payload is the function. Of what it is compiled to nothing is known. */
export const codeClass = nativeClass("builtins", "code", root, {}, { layout: "other", open: true });
export const nativeFunctionClass = builtin("builtin_function_or_method", root);
export const methodClass = builtin("method", root);
export const moduleClass = builtin("module", root);
export const propertyClass = builtin("property", root);
export const staticMethodClass = builtin("staticmethod", root);
export const classMethodClass = builtin("classmethod", root);
export const superClass = builtin("super", root);
export const generatorClass = builtin("generator", root);
export const iteratorClass = builtin("iterator", root);

/** Exceptions by name, with what they derive from. */
const exceptionBases: readonly (readonly [name: string, base: string])[] = [
  ["SystemExit", "BaseException"],
  ["KeyboardInterrupt", "BaseException"],
  ["GeneratorExit", "BaseException"],
  ["Exception", "BaseException"],
  ["StopIteration", "Exception"],
  ["StopAsyncIteration", "Exception"],
  ["ArithmeticError", "Exception"],
  ["FloatingPointError", "ArithmeticError"],
  ["OverflowError", "ArithmeticError"],
  ["ZeroDivisionError", "ArithmeticError"],
  ["AssertionError", "Exception"],
  ["AttributeError", "Exception"],
  ["BufferError", "Exception"],
  ["EOFError", "Exception"],
  ["ImportError", "Exception"],
  ["ModuleNotFoundError", "ImportError"],
  ["LookupError", "Exception"],
  ["IndexError", "LookupError"],
  ["KeyError", "LookupError"],
  ["MemoryError", "Exception"],
  ["NameError", "Exception"],
  ["UnboundLocalError", "NameError"],
  ["OSError", "Exception"],
  ["FileExistsError", "OSError"],
  ["FileNotFoundError", "OSError"],
  ["ConnectionError", "OSError"],
  ["PermissionError", "OSError"],
  ["TimeoutError", "OSError"],
  ["ReferenceError", "Exception"],
  ["RuntimeError", "Exception"],
  ["NotImplementedError", "RuntimeError"],
  ["RecursionError", "RuntimeError"],
  ["SyntaxError", "Exception"],
  ["SystemError", "Exception"],
  ["TypeError", "Exception"],
  ["ValueError", "Exception"],
  ["UnicodeError", "ValueError"],
  ["UnicodeDecodeError", "UnicodeError"],
  ["UnicodeEncodeError", "UnicodeError"],
  ["Warning", "Exception"],
  ["UserWarning", "Warning"],
  ["DeprecationWarning", "Warning"],
  ["PendingDeprecationWarning", "Warning"],
  ["FutureWarning", "Warning"],
  ["RuntimeWarning", "Warning"],
  ["SyntaxWarning", "Warning"],
  ["ImportWarning", "Warning"],
  ["ResourceWarning", "Warning"],
  ["BaseExceptionGroup", "BaseException"],
  ["ExceptionGroup", "BaseExceptionGroup"],
];

export const baseExceptionClass = builtin("BaseException", root, "object");
export const exceptionClasses: ReadonlyMap<string, ClassValue> = makeExceptions();

/** Ends an analysis that has used up its budget: no handler of the program catches it. */
export const budgetStopClass = builtin("analysis stopped", root, "object");

function makeExceptions(): ReadonlyMap<string, ClassValue> {
  const made = new Map([["BaseException", baseExceptionClass]]);
  for (const [name, base] of exceptionBases) {
    const parent = made.get(base);
    if (parent === undefined) throw new Error(`exception ${name} is listed before ${base}`);
    made.set(name, builtin(name, [parent], "object"));
  }
  return made;
}

/** The class of a value. Unknown and Reference have none of their own: `object` stands in. */
export function classOf(value: Value): ClassValue {
  switch (typeof value) {
    case "string":
      return strClass;
    case "number":
    case "bigint":
      return intClass;
    case "boolean":
      return boolClass;
  }
  if (value === null) return noneClass;
  switch (value.kind) {
    case "instance":
      return value.cls;
    case "float":
      return floatClass;
    case "tuple":
      return value.cls ?? tupleClass;
    case "list":
      return value.cls ?? listClass;
    case "dict":
      return value.cls ?? dictClass;
    case "set":
      return value.cls ?? (value.frozen ? frozensetClass : setClass);
    case "symbolic":
      return intClass;
    case "class":
      return value.metaclass ?? typeClass;
    case "range":
      return rangeClass;
    case "slice":
      return sliceClass;
    case "bytes":
      return bytesClass;
    case "constant":
      return value === ellipsis ? ellipsisClass : notImplementedClass;
    case "function":
      return functionClass;
    case "native":
      return nativeFunctionClass;
    case "method":
      return methodClass;
    case "module":
      return moduleClass;
    case "iterator":
      return value.generator === null ? iteratorClass : generatorClass;
    case "property":
      return propertyClass;
    case "staticmethod":
      return staticMethodClass;
    case "classmethod":
      return classMethodClass;
    case "super":
      return superClass;
    case "unknown":
    case "reference":
      return objectClass;
  }
}

/** Whether a class derives from another; itself included. */
export const isSubclass = (cls: ClassValue, other: ClassValue): boolean => cls === other || cls.mro.includes(other);

/** A name looked up along the method resolution order; undefined where there is none. */
export function lookup(cls: ClassValue, name: string): Value | undefined {
  for (const base of cls.mro) {
    const found = base.namespace.entries.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Whether `except type` catches an exception of the class. */
export const isTypeMatch = (cls: ClassValue, type: Value): boolean =>
  typeof type === "object" && type !== null && type.kind === "class" && isSubclass(cls, type);
