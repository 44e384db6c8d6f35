import { caffe } from "./caffe/index.ts";
import { darknet } from "./darknet/index.ts";
import type { Format } from "./format.ts";

/** The declarative formats, asked in order. Python source is added by the project, which may import the interpreter. */
export const declarativeFormats: readonly Format[] = [caffe, darknet];
