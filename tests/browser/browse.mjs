// Chromium without a window, a note of everything that it asks for, and the steps that several checks take.

import { createRequire } from "node:module";
import { join } from "node:path";

const packages = createRequire(join(process.env.BROWSER_PACKAGES, "package.json"));
const { chromium } = packages("playwright-core");
export const axe = packages("axe-core").source;

/** Start the browser; `requests` fills with every address that any page or worker asks for. */
export async function browse() {
  const browser = await chromium.launch({ executablePath: process.env.BROWSER, args: ["--no-sandbox"] });
  const requests = new Set();
  const faults = [];
  const open = async (address, options = {}) => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    context.on("request", (request) => requests.add(request.url()));
    context.setDefaultTimeout(90_000); // beside other tests the library may take long to start
    const page = await context.newPage();
    page.on("pageerror", (error) => faults.push(`${address}: ${error.message}`));
    page.on("console", (message) => message.type() === "error" && faults.push(`${address}: ${message.text()}`));
    await page.goto(address);
    return page;
  };
  return { browser, open, requests, faults };
}

/** Click the button and wait until something can be entered. */
export async function startCalculator(page) {
  await page.click(".calc-start");
  await ready(page);
}

export const ready = (page) => page.waitForSelector("#calculator[data-ready]");

/** Wait until no question to the library is out. */
export const settled = (page) => page.waitForFunction(() => !document.querySelector("#calculator [aria-busy]"));

/** Give a file to the page's own input, and return what the page says of it. */
export async function give(page, { name, content }) {
  await page.setInputFiles("#calculator input[type=file]", { name, mimeType: "application/octet-stream", buffer: Buffer.from(content, "base64") });
  await settled(page);
  return page.locator(".calc-files .calc-told").innerText();
}

/** Read the result as it stands on the page. */
export const result = (page) =>
  page.evaluate(() => {
    const [total, index, ...rest] = document.querySelectorAll(".calc-sheet dd");
    return {
      total: total?.dataset.exact ?? null,
      index: index?.dataset.exact ?? null,
      shown: document.querySelector(".calc-total").textContent,
      sheet: [total, index, ...rest].map((each) => each?.textContent.trim()),
      band: document.querySelector(".calc-band").textContent,
    };
  });

/** Unfold what an item stands in, and fill in its fields; the focus stays there. */
export async function enter(page, { key, fields }) {
  await page.evaluate((id) => {
    for (let above = document.getElementById(id); above; above = above.parentElement) if (above.tagName === "DETAILS") above.open = true;
  }, `item-${key}`);
  for (const [field, text] of Object.entries(fields)) await page.fill(`#item-${key} [data-path="${field}"]`, text);
}

/** Read every field of some items. */
export const entered = (page, items) =>
  page.evaluate((keys) => keys.map((key) => [...document.querySelectorAll(`#item-${key} [data-path]`)].map((box) => (box.type === "radio" || box.type === "checkbox" ? box.checked : box.value))), items);
