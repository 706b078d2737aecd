// @ts-check
/* A classic script in the head: the choice must stand before the first paint. */
(() => {
  const root = document.documentElement;
  root.dataset.js = "";
  try {
    const choice = localStorage.getItem("theme");
    if (choice === "light" || choice === "dark") root.dataset.theme = choice;
  } catch {
    // Storage may be switched off; then the system decides.
  }
})();
