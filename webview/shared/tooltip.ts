import { h } from "./dom.ts";

export interface Tooltip {
  /** Shows `lines` at the pointer after a moment, as editors do; a line of `error` or `warning` is marked. */
  show(lines: readonly TooltipLine[], x: number, y: number): void;
  hide(): void;
}

export interface TooltipLine {
  readonly text: string;
  readonly style?: "title" | "code" | "error" | "warning" | "muted";
}

const DELAY = 350;

export function createTooltip(parent: HTMLElement): Tooltip {
  const element = h("div", { class: "tooltip", role: "tooltip", hidden: true });
  parent.append(element);
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    show(lines, x, y) {
      clearTimeout(timer);
      timer = setTimeout(() => {
        element.replaceChildren(...lines.map((line) => h("div", { class: line.style ?? "" }, line.text)));
        element.hidden = false;
        const { width, height } = element.getBoundingClientRect();
        const box = parent.getBoundingClientRect();
        const left = Math.min(x - box.left + 12, box.width - width - 8);
        const below = y - box.top + 18;
        const top = below + height > box.height ? y - box.top - height - 10 : below;
        element.style.left = `${Math.max(8, left)}px`;
        element.style.top = `${Math.max(8, top)}px`;
      }, DELAY);
    },
    hide() {
      clearTimeout(timer);
      element.hidden = true;
    },
  };
}
