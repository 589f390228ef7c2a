"""The public front, and the root of the congress's own content."""

from django.db import transaction
from wagtail.models import Page, Site

from cms.cases.models import CaseLibraryPage
from cms.site.models import CongressRootPage, HomePage, StandardPage
from training.packs.loading.keeping import Item, Keeper
from training.packs.loading.pages import PageSubject, words
from training.packs.pack import Pack, Sourced
from training.packs.prose import stream
from training.packs.schema import SitePage


def _wagtails_welcome() -> Page | None:
    """The page every new Wagtail database starts with; nobody wrote it, so it may go."""
    welcome = Page.objects.filter(depth=2, slug="home", content_type__model="page").first()
    return welcome if welcome and not welcome.get_children().exists() else None


@transaction.atomic
def _make_way() -> None:
    """Move the welcome page off the address of ours; it goes once the site points elsewhere."""
    if welcome := _wagtails_welcome():
        welcome.slug = "wagtail-welcome"
        welcome.save(clean=False)


def _point_site_at(home: int) -> None:
    """The default site shows our home page, unless an administrator pointed it elsewhere."""
    site = Site.objects.filter(is_default_site=True).first()
    welcome = Page.objects.filter(depth=2, slug="wagtail-welcome").first()
    if site is None:
        Site.objects.create(hostname="localhost", port=80, root_page_id=home, is_default_site=True)
    elif welcome and site.root_page_id == welcome.pk:
        site.root_page_id = home
        site.save()
    if welcome:
        Page.objects.get(pk=welcome.pk).delete()


def _page(sourced: Sourced[SitePage], keeper: Keeper, key: str, subject: PageSubject) -> None:
    subject.body = stream(sourced.blocks, key, keeper.find)
    item = Item(key, sourced.source(), sourced.file, sourced.line())
    keeper.place(item, subject)


def load_public(pack: Pack, keeper: Keeper) -> None:
    """Home page, default site, help and privacy notice."""
    home, *others = pack.public_pages
    with keeper.one_file(home.file):
        _make_way()
        root = Page.objects.get(depth=1)
        subject = PageSubject(HomePage, root.pk, home.entry.slug, words(home.entry))
        _page(home, keeper, "page:home", subject)
        _point_site_at(keeper.needed("page:home", home.file))
        for page in others:
            entry = page.entry
            parent = keeper.pk("page:home")
            subject = PageSubject(StandardPage, parent, entry.slug, words(entry))
            _page(page, keeper, f"page:{entry.slug}", subject)


def load_root(pack: Pack, keeper: Keeper) -> CongressRootPage:
    """The page under which this congress keeps its content, and its shelf of cases."""
    entry, file = pack.congress.entry, pack.congress.file
    with keeper.one_file(file):
        root = PageSubject(
            CongressRootPage,
            keeper.pk("page:home"),
            entry.key,
            {**words(entry.root), "congress_key": entry.key},
        )
        line = pack.congress.line("root")
        keeper.place(Item(f"root:{entry.key}", entry.root.model_dump(), file, line), root)
        library = PageSubject(
            CaseLibraryPage,
            keeper.pk(f"root:{entry.key}"),
            entry.library.slug,
            words(entry.library),
        )
        line = pack.congress.line("library")
        keeper.place(Item("page:cases", entry.library.model_dump(), file, line), library)
    return CongressRootPage.objects.get(pk=keeper.needed(f"root:{entry.key}", file))
