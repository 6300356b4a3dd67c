"""`python -m tests.site_check VAULT…`: the whole site of each vault, before the Nu validator and a
crawler; 1 where one of them finds anything."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from exporter.config import Settings
from exporter.executors import Workers
from exporter.run import build
from tests import links, oracles
from tests.vaults import Project

# A site has feeds and a map only where it has an address
ADDRESS = "https://example.org/"


def made(settings: Settings, out: Path, jobs: int = 1) -> Path:
    """The site of a project, at an address; what can't be made raises."""
    project = msgspec.structs.replace(settings.project, url=settings.project.url or ADDRESS)
    settings = msgspec.structs.replace(settings, project=project)
    summary = build(settings, [], formats=("site",), out=out, workers=Workers(jobs))
    failed = [f"{o.source}: {o.message}" for o in summary.outcomes if o.status == "failed"]
    if failed:
        raise RuntimeError("\n".join(failed))
    return out / "site"


def complaints(site: Path) -> list[str]:
    """What is wrong with a site: errors of its pages, and what leads nowhere."""
    found = oracles.nu(sorted(site.rglob("*.html")))
    wrong = [f"{Path(name).relative_to(site)}: {each}" for name in found for each in found[name]]
    # the crawler misses some places within pages, by the order in which it has its answers
    nowhere = dict.fromkeys((*oracles.broken(site), *links.in_site(site).broken))
    return [*wrong, *(f"leads nowhere: {each}" for each in nowhere)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.site_check", description=__doc__)
    parser.add_argument("vaults", nargs="+", type=Path, metavar="VAULT", help="a folder of notes")
    parser.add_argument("--jobs", type=int, default=2, help="processes that build")
    options = parser.parse_args()
    clean = True
    for root in options.vaults:
        with TemporaryDirectory(prefix="site-") as folder:
            site = made(Project(root.resolve()).settings, Path(folder).resolve(), options.jobs)
            found = complaints(site)
            pages = sum(1 for _ in site.rglob("*.html"))
        sys.stdout.write(f"{root.name}: {pages:,} pages, {len(found):,} complaints\n")
        sys.stdout.writelines(f"  {each}\n" for each in found)
        sys.stdout.flush()
        clean = clean and not found
    return int(not clean)


if __name__ == "__main__":
    sys.exit(main())
