export { type AxisField, type Fields, fieldsOf, type InputField, type NetworkFields } from "./fields.ts";
export { type InputRegion, type Region, regionOf, unitAxes } from "./inputRegion.ts";
export type { Interval } from "./periodicField.ts";
