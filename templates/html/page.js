// The page is whole without this. It folds the contents on a small screen, lets the keyboard scroll
// what is too wide (WCAG 2.1.1), and shows a footnote beside its reference, so that nobody has to jump.
(() => {
  const contents = document.querySelector(".contents details");
  if (contents && matchMedia("(max-width: 40rem)").matches) contents.open = false;
  for (const wide of document.querySelectorAll("pre, .math.display, .math.display > math, .diagram"))
    if (wide.scrollWidth > wide.clientWidth) wide.tabIndex = 0;

  const box = document.createElement("div");
  box.className = "footnote-preview";
  box.hidden = true;
  document.body.append(box);
  const hide = () => { box.hidden = true; };
  const show = (event) => {
    const link = event.target.closest?.(".footnote-ref a");
    const note = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!note) return;
    const copy = note.cloneNode(true);
    copy.querySelectorAll(".footnote-back").forEach((each) => each.remove());
    copy.querySelectorAll("[id]").forEach((each) => each.removeAttribute("id"));
    box.replaceChildren(...copy.childNodes);
    box.hidden = false;
    const at = link.getBoundingClientRect();
    const room = document.documentElement.clientWidth - box.offsetWidth - 16;
    box.style.left = `${Math.max(16, Math.min(at.left, room)) + scrollX}px`;
    box.style.top = `${at.bottom + scrollY + 8}px`;
  };
  for (const name of ["mouseover", "focusin"]) document.addEventListener(name, show);
  for (const name of ["mouseout", "focusout"]) document.addEventListener(name, hide);
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());
})();
