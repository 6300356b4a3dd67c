// The colours that the reader chose, set before anything is drawn; without a choice, or without this,
// those of the system. What is chosen is kept in the browser, unless it is what the system has.
(() => {
  const KEY = "colours", SYSTEM = "(prefers-color-scheme: dark)";
  const system = matchMedia(SYSTEM);
  const sheet = document.querySelector("head .dark-colours");
  const scheme = document.querySelector("meta[name='color-scheme']");
  // a browser may keep nothing, and says so by an error
  const kept = () => { try { return localStorage.getItem(KEY); } catch { return null; } };
  const keep = (colours) => { try { localStorage.setItem(KEY, colours); } catch { /* for this page, then */ } };
  let chosen = kept();
  const isDark = () => (chosen ? chosen === "dark" : system.matches);
  const paint = () => {
    sheet.media = chosen ? (isDark() ? "screen" : "not all") : `screen and ${SYSTEM}`;
    scheme.content = chosen || "light dark";
    for (const button of document.querySelectorAll(".dark-switch")) {
      button.hidden = false;
      button.setAttribute("aria-pressed", isDark());
    }
  };
  paint();
  document.addEventListener("DOMContentLoaded", paint);
  system.addEventListener("change", paint);
  addEventListener("storage", () => { chosen = kept(); paint(); });
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.(".dark-switch")) return;
    const wanted = isDark() ? "light" : "dark";
    chosen = wanted === (system.matches ? "dark" : "light") ? "" : wanted;
    keep(chosen);
    paint();
  });
})();
