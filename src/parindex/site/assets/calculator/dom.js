// The few things that every part of the page needs of the document.

/** Make an element; attributes that are false, null or undefined are left out, functions become listeners. */
export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

/** Put other children into an element. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter((child) => child !== null && child !== undefined));
  return element;
}

let made = 0;

/** Return an id that nothing else on the page has. */
export const fresh = (name) => `calc-${name}-${++made}`;

/** Make a label and its control, one above the other. */
export function labelled(text, control, hint = "") {
  control.id ||= fresh("field");
  if (hint) {
    const note = make("span", { class: "calc-hint", id: `${control.id}-hint` }, hint);
    control.setAttribute("aria-describedby", note.id);
    return make("div", { class: "calc-field" }, make("label", { for: control.id }, text), control, note);
  }
  return make("div", { class: "calc-field" }, make("label", { for: control.id }, text), control);
}

/** Make a list of choices; each option is {key, name}. */
export function choices(options, chosen, change) {
  const select = make("select", { change: () => change(select.value) });
  fillChoices(select, options, chosen);
  return select;
}

export function fillChoices(select, options, chosen) {
  fill(select, options.map(({ key, name }) => make("option", { value: key, selected: key === chosen }, name)));
}

/** Go to an element: what it is folded into is opened, and it takes the focus. */
export function goTo(element) {
  for (let above = element; above; above = above.parentElement) if (above.tagName === "DETAILS") above.open = true;
  element.scrollIntoView({ block: "center" });
  const target = element.matches("input, select, button, a, summary") ? element : element.querySelector("input, select") ?? element;
  if (!target.matches("input, select, button, a, summary")) target.tabIndex = -1;
  target.focus({ preventScroll: true });
}
