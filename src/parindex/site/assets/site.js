/* What the theme leaves out for readers who use no mouse or do not see the page. */
"use strict";

(() => {
  const dialog = document.querySelector("[data-md-component=search]");
  const field = dialog?.querySelector("input[name=query]");
  const state = dialog?.querySelector(".md-search-result__meta");
  if (field && state) {
    const words = { vi: "Đang tìm …", en: "Searching …" }[document.documentElement.lang];
    dialog.setAttribute("aria-label", field.getAttribute("aria-label"));
    state.setAttribute("role", "status");
    // The first answer takes a second: the words of all pages come with it.
    field.addEventListener("input", () => {
      if (field.value.trim()) state.textContent = words;
    });
  }

  // The theme calls the button beside each piece of code a way through the site.
  const plain = () => {
    for (const box of document.querySelectorAll("nav.md-code__nav:not([role])")) box.setAttribute("role", "none");
  };
  new MutationObserver(plain).observe(document.querySelector("article"), { childList: true, subtree: true });

  // What can be scrolled sideways must be reachable by keyboard.
  const reach = () => {
    for (const box of document.querySelectorAll(".md-typeset__scrollwrap, .md-typeset .wide, .md-typeset pre > code")) {
      const wide = box.scrollWidth > box.clientWidth;
      if (wide) box.setAttribute("tabindex", "0");
      else box.removeAttribute("tabindex");
    }
  };
  addEventListener("load", reach);
  addEventListener("resize", reach);
})();
