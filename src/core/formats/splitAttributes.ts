import type { Attribute } from "../ir/network.ts";
import type { AttributeSite } from "../ir/source.ts";

/**
 * Attributes as a layer rule states them, apart: their values, and where those that come from the file are written. What is
 * absent or null is not stated.
 */
export function splitAttributes<Written extends { readonly value: Attribute }>(
  attributes: Readonly<Record<string, Attribute | Written | undefined>>,
  isWritten: (stated: Attribute | Written) => stated is Written,
  siteOf: (written: Written) => AttributeSite,
): { readonly attrs: Record<string, Attribute>; readonly attrAt: Record<string, AttributeSite> } {
  const attrs: Record<string, Attribute> = {};
  const attrAt: Record<string, AttributeSite> = {};
  for (const [name, stated] of Object.entries(attributes)) {
    if (stated === undefined || stated === null) continue;
    if (isWritten(stated)) {
      attrs[name] = stated.value;
      attrAt[name] = siteOf(stated);
    } else {
      attrs[name] = stated;
    }
  }
  return { attrs, attrAt };
}
