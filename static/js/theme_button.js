// @ts-check
/** The button that goes through system, light and dark. The choice stays on this device. */

const THEMES = ["system", "light", "dark"];
const root = document.documentElement;

/** @param {HTMLButtonElement} button */
export function enhanceTheme(button) {
  const show = () => {
    const theme = root.dataset.theme ?? "system";
    button.setAttribute("aria-label", `Color theme: ${theme}`);
    button.title = `Color theme: ${theme}`;
  };
  button.addEventListener("click", () => {
    const now = THEMES.indexOf(root.dataset.theme ?? "system");
    const next = THEMES[(now + 1) % THEMES.length];
    if (next === "system") delete root.dataset.theme;
    else root.dataset.theme = next;
    try {
      if (next === "system") localStorage.removeItem("theme");
      else localStorage.setItem("theme", next);
    } catch {
      // Without storage the choice holds for this page.
    }
    show();
  });
  show();
}
