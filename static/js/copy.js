// @ts-check
/** Copy buttons on code blocks, messages and codes. */

const SECONDS_SHOWN = 2;

/* The region must stand in the page before its text changes. */
const announcer = document.createElement("div");
announcer.className = "visually-hidden";
announcer.setAttribute("aria-live", "polite");
document.body.append(announcer);

/** @param {ParentNode} root */
export function addCopyButtons(root) {
  if (!navigator.clipboard) return;
  /** @type {NodeListOf<HTMLElement>} */
  const blocks = root.querySelectorAll("figure[data-code]");
  for (const block of blocks) block.append(button("code block", () => codeOf(block)));
  /** @type {NodeListOf<HTMLElement>} */
  const texts = root.querySelectorAll("[data-copy]");
  for (const text of texts) {
    text.append(button(text.dataset.copyWhat ?? "message", () => text.dataset.copy ?? ""));
  }
}

/**
 * What a block says, without the prompts of a terminal session.
 * @param {HTMLElement} block
 */
function codeOf(block) {
  const code = /** @type {HTMLElement} */ (block.querySelector("pre")?.cloneNode(true));
  for (const prompt of code.querySelectorAll(".gp")) prompt.remove();
  return (code.textContent ?? "").replace(/\n$/, "");
}

/**
 * @param {string} what
 * @param {() => string} read
 */
function button(what, read) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "copy";
  made.textContent = "Copy";
  made.setAttribute("aria-label", `Copy ${what}`);
  let timer = 0;
  made.addEventListener("click", async () => {
    const done = await navigator.clipboard.writeText(read()).then(
      () => true,
      () => false,
    );
    made.textContent = done ? "Copied" : "Failed";
    made.toggleAttribute("data-done", done);
    announcer.textContent = done ? `Copied ${what}` : `Could not copy ${what}`;
    clearTimeout(timer);
    timer = setTimeout(() => {
      made.textContent = "Copy";
      made.removeAttribute("data-done");
      announcer.textContent = "";
    }, SECONDS_SHOWN * 1000);
  });
  return made;
}
