// What was entered, kept in the tab: it outlives a reload, ends with the tab, and never leaves the machine.

const PLACE = `parindex ${location.pathname}`;

/** Return what the tab keeps, or null; a browser may forbid a page to keep anything. */
export function recall() {
  try {
    return JSON.parse(sessionStorage.getItem(PLACE));
  } catch {
    return null;
  }
}

/** Keep this and nothing else; null keeps nothing. Where the browser refuses, leaving the page asks first. */
export function keep(state) {
  try {
    sessionStorage.removeItem(PLACE); // what there is no room for leaves nothing older behind
    if (state) sessionStorage.setItem(PLACE, JSON.stringify(state));
  } catch {
    // The page works as well without.
  }
}
