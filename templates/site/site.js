// Everything is there without this.
(() => {
  const folder = document.querySelector("nav.folder details");
  if (folder && matchMedia("(min-width: 60rem)").matches) folder.open = true;
  // where they stand above the text, they wait until they are asked for
  const contents = document.querySelector(".contents details");
  if (contents && !matchMedia("(min-width: 78rem)").matches) contents.open = false;
})();
