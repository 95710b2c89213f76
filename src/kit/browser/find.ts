/** The elements of the page that match, of one kind. */
export function all<E extends Element = HTMLElement>(
  selector: string,
  root: ParentNode = document,
) {
  return [...root.querySelectorAll<E>(selector)];
}

/** The field of a form by its name. */
export function fieldOf(form: HTMLFormElement, name: string): HTMLInputElement | null {
  const field = form.elements.namedItem(name);
  return field instanceof HTMLInputElement ? field : null;
}
