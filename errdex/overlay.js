// Shows the faults of the last build over the page (development server only).
"use strict";

async function showFaults() {
  const response = await fetch("/__errdex/faults.json");
  const { faults } = await response.json();
  if (!faults) return;
  const dialog = document.createElement("dialog");
  dialog.className = "errdex-overlay";
  const title = document.createElement("h2");
  title.textContent = "The last edit does not build";
  const note = document.createElement("p");
  note.textContent = "This page is from the last good build. Mend the file and save; it reloads.";
  const text = document.createElement("pre");
  text.textContent = faults;
  text.tabIndex = 0;
  const close = document.createElement("button");
  close.textContent = "Close";
  close.addEventListener("click", () => dialog.close());
  dialog.append(title, note, text, close);
  document.body.append(dialog);
  dialog.showModal();
}

showFaults();
