// complex: a pair of floats.
import { floatRepr } from "../format.ts";
import { type Machine, method, native } from "../native.ts";
import { asNumber, asString } from "../numbers.ts";
import { complexClass } from "../types.ts";
import {
  ClassMethod,
  ClassValue,
  Float,
  Instance,
  type NativeFunction,
  notImplemented,
  Property,
  type Result,
  StaticMethod,
  Unknown,
  type Value,
} from "../value.ts";
import { define } from "./define.ts";

interface Complex {
  readonly re: number;
  readonly im: number;
}

export function makeComplex(re: number, im: number, cls: ClassValue = complexClass): Instance {
  const made = new Instance(cls);
  const payload: Complex = { re, im };
  made.payload = payload;
  return made;
}

/** The complex number that a value is; null: none. */
function asComplex(value: Value): Complex | null {
  if (value instanceof Instance && value.cls.mro.includes(complexClass)) return value.payload as Complex;
  const number = asNumber(value);
  return number === undefined ? null : { re: number, im: 0 };
}

const of = (value: Value): Complex => asComplex(value) ?? { re: 0, im: 0 };

function power(a: Complex, b: Complex): Complex {
  if (b.re === 0 && b.im === 0) return { re: 1, im: 0 };
  if (a.re === 0 && a.im === 0) return { re: 0, im: 0 };
  // Small whole powers are exact products, as in CPython.
  if (b.im === 0 && Number.isInteger(b.re) && Math.abs(b.re) <= 100) {
    let product: Complex = { re: 1, im: 0 };
    for (let turn = 0; turn < Math.abs(b.re); turn++) product = multiply(product, a);
    return b.re < 0 ? divide({ re: 1, im: 0 }, product) : product;
  }
  const length = Math.hypot(a.re, a.im);
  const angle = Math.atan2(a.im, a.re);
  const size = length ** b.re / Math.exp(angle * b.im);
  const turn = angle * b.re + b.im * Math.log(length);
  return { re: size * Math.cos(turn), im: size * Math.sin(turn) };
}

const multiply = (a: Complex, b: Complex): Complex => ({
  re: a.re * b.re - a.im * b.im,
  im: a.re * b.im + a.im * b.re,
});

function divide(a: Complex, b: Complex): Complex {
  const size = b.re * b.re + b.im * b.im;
  return { re: (a.re * b.re + a.im * b.im) / size, im: (a.im * b.re - a.re * b.im) / size };
}

const operations: Readonly<Record<string, (a: Complex, b: Complex) => Complex>> = {
  add: (a, b) => ({ re: a.re + b.re, im: a.im + b.im }),
  sub: (a, b) => ({ re: a.re - b.re, im: a.im - b.im }),
  mul: multiply,
  truediv: divide,
  pow: power,
};

const operators: Record<string, NativeFunction> = {};
for (const [name, compute] of Object.entries(operations)) {
  const run = (machine: Machine, left: Value, right: Value): Result => {
    const [a, b] = [asComplex(left), asComplex(right)];
    if (a === null || b === null) return notImplemented;
    if (name === "truediv" && b.re === 0 && b.im === 0)
      return machine.raise("ZeroDivisionError", "complex division by zero");
    const { re, im } = compute(a, b);
    return makeComplex(re, im);
  };
  operators[`__${name}__`] = method("other, /", (machine, self, [other = null]) => run(machine, self, other));
  operators[`__r${name}__`] = method("other, /", (machine, self, [other = null]) => run(machine, other, self));
}

const short = (value: number): string => floatRepr(value).replace(/\.0$/, "");

function text({ re, im }: Complex): string {
  const imaginary = `${short(im)}j`;
  if (re === 0 && !Object.is(re, -0)) return imaginary;
  return `(${short(re)}${imaginary.startsWith("-") ? "" : "+"}${imaginary})`;
}

function parse(source: string): Complex | null {
  const plain = source.trim().replace(/^\((.*)\)$/, "$1");
  const number = String.raw`(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?`;
  const both = new RegExp(`^([+-]?${number})(?:([+-](?:${number})?)j)?$`, "i").exec(plain);
  const imaginary = both === null ? new RegExp(`^([+-]?(?:${number})?)j$`, "i").exec(plain) : null;
  if (both === null && imaginary === null) return null;
  const re = both?.[1] ?? "0";
  const im = both === null ? imaginary?.[1] : both[2];
  const size = im === undefined ? 0 : im === "" || im === "+" ? 1 : im === "-" ? -1 : Number(im);
  return { re: Number(re), im: size };
}

const part = (read: (value: Complex) => number): Property =>
  new Property(method("", (_machine, self) => new Float(read(of(self)))));

export function installComplex(): void {
  define(complexClass, {
    ...operators,
    __new__: new StaticMethod(
      native("complex", "cls, real=0, imag=0", (machine, [cls, real = null, imag = null]) => {
        if (real instanceof Unknown || imag instanceof Unknown) return real instanceof Unknown ? real : imag;
        const own = cls instanceof ClassValue ? cls : complexClass;
        const source = asString(real);
        const [a, b] = [source === undefined ? asComplex(real) : parse(source), asComplex(imag)];
        if (source !== undefined && a === null)
          return machine.raise("ValueError", "complex() arg is a malformed string");
        if (a === null || b === null)
          return machine.raise("TypeError", "complex() first argument must be a string or a number");
        return makeComplex(a.re - b.im, a.im + b.re, own);
      }),
    ),
    real: part(({ re }) => re),
    imag: part(({ im }) => im),
    conjugate: method("", (_machine, self) => makeComplex(of(self).re, -of(self).im)),
    __abs__: method("", (_machine, self) => new Float(Math.hypot(of(self).re, of(self).im))),
    __neg__: method("", (_machine, self) => makeComplex(-of(self).re, -of(self).im)),
    __pos__: method("", (_machine, self) => self),
    __bool__: method("", (_machine, self) => of(self).re !== 0 || of(self).im !== 0),
    __eq__: method("other, /", (_machine, self, [other = null]) => {
      const b = asComplex(other);
      return b === null ? notImplemented : of(self).re === b.re && of(self).im === b.im;
    }),
    __hash__: method("", (machine, self) =>
      of(self).im === 0
        ? machine.callMethod(new Float(of(self).re), "__hash__")
        : Math.trunc(of(self).re * 31 + of(self).im),
    ),
    __repr__: method("", (_machine, self) => text(of(self))),
    __complex__: method("", (_machine, self) => self),
    from_number: new ClassMethod(native("from_number", "cls, number", (_machine, [, number = null]) => number)),
  });
}
