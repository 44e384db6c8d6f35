import { h } from "../shared/dom.ts";
import { text } from "../shared/text.ts";
import { textField } from "../toolkit.ts";
import type { GraphItem, Hierarchy } from "./hierarchy.ts";

export interface Search {
  readonly element: HTMLElement;
  focus(): void;
  /** Searches again in another network. */
  refresh(): void;
}

export interface SearchTarget {
  hierarchy(): Hierarchy | null;
  /** `jump` null: nothing is looked for, or nothing was found. */
  found(matches: ReadonlySet<GraphItem>, jump: GraphItem | null): void;
  leave(): void;
}

/** Finds layers by name, then those by type. Enter goes to the next one, Shift+Enter to the one before, Escape back to the graph. */
export function createSearch(target: SearchTarget): Search {
  const field = textField(text("graphSearch"), { placeholder: text("graphSearch"), leading: "search" });
  const result = h("span", { class: "search-result muted number", "aria-live": "polite" });
  let matches: GraphItem[] = [];
  let index = -1;

  const show = (): void => {
    const wanted = field.value.trim();
    const one = matches[index];
    if (wanted === "") result.textContent = "";
    else if (matches.length === 0) result.textContent = text("graphNoMatch");
    else result.textContent = text("graphMatches", { index: index + 1, count: matches.length });
    target.found(new Set(matches), one ?? null);
  };
  const search = (): void => {
    const words = field.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const items = [...(target.hierarchy()?.items.values() ?? [])];
    const holds = (content: string) => words.every((word) => content.toLowerCase().includes(word));
    const named = items.filter((item) => holds(item.key));
    const typed = items.filter((item) => !holds(item.key) && holds(`${item.key} ${item.type}`));
    matches = words.length === 0 ? [] : [...named, ...typed];
    index = matches.length > 0 ? 0 : -1;
    show();
  };
  field.addEventListener("input", search);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && matches.length > 0) {
      index = (index + (event.shiftKey ? -1 : 1) + matches.length) % matches.length;
      show();
    } else if (event.key === "Escape") {
      field.value = "";
      search();
      target.leave();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  return {
    element: h("div", { class: "search", role: "search" }, field, result),
    focus: () => field.focus(),
    refresh: () => {
      if (field.value.trim() !== "") search();
    },
  };
}
