// The arrow keys turn the pages of a book, where they have nothing else to do.
(() => {
  const rtl = document.documentElement.dir === "rtl";
  const ways = { ArrowLeft: rtl ? "next" : "prev", ArrowRight: rtl ? "prev" : "next" };
  addEventListener("keydown", (event) => {
    const free = document.activeElement === document.body || document.activeElement === null;
    const plain = !(event.ctrlKey || event.altKey || event.metaKey || event.shiftKey);
    const link = ways[event.key] && document.querySelector(`.neighbours [rel="${ways[event.key]}"]`);
    if (link && free && plain && !event.defaultPrevented) link.click();
  });
  // the menu of a long book shows where the reader is
  const menu = document.querySelector(".of-book"), here = menu?.querySelector("[aria-current]");
  if (here && menu.scrollHeight > menu.clientHeight) menu.scrollTop = here.offsetTop - menu.clientHeight / 3;
})();
