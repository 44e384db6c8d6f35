import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeCheckbox,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextField,
} from "@vscode/webview-ui-toolkit";
import { h } from "./shared/dom.ts";
import { type IconName, icon } from "./shared/icons.ts";

/**
 * The controls of the views. This is the only file that knows the component library, which is archived upstream: a
 * successor, or plain elements, means a change here and nowhere else.
 */

let registered = false;

export function registerControls(): void {
  if (registered) return;
  registered = true;
  provideVSCodeDesignSystem().register(
    vsCodeButton(),
    vsCodeCheckbox(),
    vsCodeDropdown(),
    vsCodeOption(),
    vsCodeProgressRing(),
    vsCodeTextField(),
  );
}

export interface ButtonOptions {
  readonly label: string;
  readonly icon?: IconName;
  readonly appearance?: "primary" | "secondary" | "icon";
  readonly press: () => void;
}

/** An icon button shows its label as tooltip and to screen readers; the others show it as text. */
export function button({ label, icon: name, appearance = "secondary", press }: ButtonOptions): HTMLElement {
  const iconOnly = appearance === "icon";
  const element = h(
    "vscode-button",
    { appearance, on: { click: press }, ...(iconOnly ? { "aria-label": label, title: label } : {}) },
    name ? h("span", iconOnly ? {} : { slot: "start", class: "button-icon" }, icon(name)) : null,
    iconOnly ? null : label,
  );
  return element;
}

export function setDisabled(control: HTMLElement, disabled: boolean): void {
  control.toggleAttribute("disabled", disabled);
}

export function textField(label: string, options: { placeholder?: string; value?: string; leading?: IconName } = {}) {
  const element = h(
    "vscode-text-field",
    { "aria-label": label, placeholder: options.placeholder ?? "", value: options.value ?? "" },
    options.leading ? h("span", { slot: "start", class: "field-icon" }, icon(options.leading)) : null,
  );
  return element as HTMLElement & { value: string };
}

export interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface Dropdown {
  readonly element: HTMLElement;
  value(): string;
  select(value: string): void;
  /** Keeps the chosen value where it is still among the choices. */
  setChoices(choices: readonly Choice[]): void;
}

export function dropdown(label: string, choices: readonly Choice[], changed: (value: string) => void): Dropdown {
  const element = h("vscode-dropdown", {
    "aria-label": label,
    on: { change: () => changed(element.value) },
  }) as HTMLElement & { value: string };
  const setChoices = (next: readonly Choice[]): void => {
    const before = element.value;
    element.replaceChildren(...next.map((choice) => h("vscode-option", { value: choice.value }, choice.label)));
    const kept = next.find((choice) => choice.value === before) ?? next[0];
    // The component reads its options in a later turn.
    setTimeout(() => {
      if (kept) element.value = kept.value;
    });
  };
  setChoices(choices);
  return {
    element,
    setChoices,
    value: () => element.value,
    select: (value) => {
      setTimeout(() => {
        element.value = value;
      });
    },
  };
}

export function checkbox(label: string, checked: boolean, changed: (checked: boolean) => void): HTMLElement {
  const element = h(
    "vscode-checkbox",
    { checked, on: { change: () => changed((element as HTMLElement & { checked: boolean }).checked) } },
    label,
  );
  return element;
}

export function progressRing(label: string): HTMLElement {
  return h("vscode-progress-ring", { "aria-label": label });
}
