type Content = Node | string | null | undefined | false;
type AttributeValue = string | number | boolean | null | undefined;

/** Attributes by name (`true` gives an empty one, `false` and null none); `on` holds listeners. */
export interface Properties {
  readonly on?: { readonly [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void };
  readonly [attribute: string]: AttributeValue | Properties["on"];
}

/** Makes an element. Texts become text nodes: nothing that comes from a file is ever read as markup. */
export function h<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  properties?: Properties,
  ...children: readonly Content[]
): HTMLElementTagNameMap[Name];
export function h(name: string, properties?: Properties, ...children: readonly Content[]): HTMLElement;
export function h(name: string, properties: Properties = {}, ...children: readonly Content[]): HTMLElement {
  return furnish(document.createElement(name), properties, children);
}

export function svg<Name extends keyof SVGElementTagNameMap>(
  name: Name,
  properties: Properties = {},
  ...children: readonly Content[]
): SVGElementTagNameMap[Name] {
  return furnish(document.createElementNS("http://www.w3.org/2000/svg", name), properties, children);
}

function furnish<E extends Element>(element: E, properties: Properties, children: readonly Content[]): E {
  for (const [name, value] of Object.entries(properties)) {
    if (name === "on") {
      for (const [event, listener] of Object.entries(value as object)) element.addEventListener(event, listener);
    } else if (value === true) element.setAttribute(name, "");
    else if (value !== null && value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

export function replaceChildren(parent: Element, ...children: readonly Content[]): void {
  parent.replaceChildren(...children.filter((child): child is Node | string => Boolean(child)));
}

export function addStyle(...sheets: readonly string[]): void {
  document.head.append(h("style", {}, sheets.join("\n")));
}

/** Calls `action` once, at the next frame, however often it is asked for. */
export function onNextFrame(action: () => void): () => void {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => {
      asked = false;
      action();
    });
  };
}
