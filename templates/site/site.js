// Everything is there without this.
(() => {
  const folder = document.querySelector("nav.folder details");
  if (folder && matchMedia("(min-width: 60rem)").matches) folder.open = true;
})();
