"""Pages of the semantic pool: its concepts, and changing one."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from licensing.desk.access import desk_required, editor_required
from licensing.desk.forms_pool import FAMILIES, STATES, ConceptFilter, ConceptForm
from licensing.rights.words import spoken
from matching.concepts.selectors import changed_concepts, history_of, pool_refresh
from matching.concepts.services import concept_give_back, concept_remove, concept_save
from matching.semantics.asked import Asked, asked_of_music
from matching.semantics.concept import Concept, PoolError
from matching.semantics.pool import Entry, shipped_pool

PER_PAGE = 40


@dataclass(frozen=True)
class ConceptLine:
    """A concept as the list shows it; state is a code of STATES, or empty as shipped."""

    concept: Concept
    name: str
    other: str
    family: Promise | str
    asked: Asked
    state: str
    state_name: Promise | str


def _tongue() -> str:
    return spoken(get_language() or "en")


def _lines() -> list[ConceptLine]:
    language = _tongue()
    foreign = "en" if language == "zh" else "zh"
    changed, shipped = changed_concepts(), shipped_pool().concepts
    current = dict(pool_refresh().concepts)
    gone = {key for key, entry in changed.items() if entry is None}
    current.update({key: shipped[key] for key in gone if key in shipped})
    found = []
    for key, concept in current.items():
        state = ""
        if key in changed:
            state = "removed" if key in gone else "changed" if key in shipped else "own"
        found.append(
            ConceptLine(
                concept=concept,
                name=concept.names[language][0],
                other=concept.names[foreign][0],
                family=FAMILIES[concept.family],
                asked=asked_of_music(concept, language, most=3),
                state=state,
                state_name=STATES.get(state, ""),
            )
        )
    return sorted(found, key=lambda line: (str(line.family), line.name.casefold()))


def _fits(line: ConceptLine, text: str, family: str, state: str) -> bool:
    if (family and line.concept.family != family) or (state and line.state != state):
        return False
    concept = line.concept
    words = (concept.id, *(w for each in ("en", "zh") for w in concept.texts(each)))
    return not text or any(text in word.casefold() for word in words)


@editor_required
@require_GET
def concepts(request: HttpRequest) -> HttpResponse:
    """Every concept that words and photos can awake."""
    form = ConceptFilter(request.GET)
    lines = _lines()
    wanted = form.wanted()
    page = Paginator([line for line in lines if _fits(line, *wanted)], PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {
        "form": form,
        "page": page,
        "total": sum(line.state != "removed" for line in lines),
        "changed": sum(bool(line.state) for line in lines),
        "filtered": any(wanted),
    }
    return render(request, "desk/concepts.html", context)


@desk_required("editor")
def new(request: HttpRequest) -> HttpResponse:
    """Write a new concept down."""
    pool_refresh()
    form = ConceptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        key = form.cleaned_data["concept"].strip()
        if key in pool_refresh().concepts:
            form.add_error("concept", _("There is a concept with this id already."))
        elif _saved(request, form, key):
            return redirect("desk:concepts")
    return _page(request, form, None)


@editor_required
def concept(request: HttpRequest, key: str) -> HttpResponse:
    """One concept: what it is, its history, and the form to change it."""
    known = pool_refresh()
    entry = known.entries.get(key)
    if entry is None:
        entry = shipped_pool().entries.get(key) or _last(key)
    form = ConceptForm(request.POST or None, concept=key, entry=entry)
    if request.method == "POST" and form.is_valid() and _saved(request, form, key):
        return redirect("desk:concept", key=key)
    return _page(request, form, key)


def _last(key: str) -> Entry:
    """A concept written here and taken out again, as it was last."""
    row = history_of(key).filter(data__isnull=False).first()
    if row is None or row.data is None:
        raise Http404
    return Entry(row.family, row.data)


def _saved(request: HttpRequest, form: ConceptForm, key: str) -> bool:
    try:
        concept_save(
            concept=key,
            family=form.cleaned_data["family"],
            data=form.entry(),
            by_id=request.user.pk,
        )
    except PoolError as error:
        form.add_error(None, str(error))
        return False
    pool_refresh()
    messages.success(request, _("Saved. Briefs that are read from now on use it."))
    return True


def _page(request: HttpRequest, form: ConceptForm, key: str | None) -> HttpResponse:
    known = pool_refresh()
    language = _tongue()
    here = known.concepts.get(key or "")
    context = {
        "form": form,
        "key": key,
        "name": here.names[language][0] if here else key,
        "asked": asked_of_music(here, language) if here else None,
        "is_out": key is not None and here is None,
        "is_shipped": key in shipped_pool().concepts,
        "is_changed": key in changed_concepts(),
        "history": history_of(key)[:20] if key else [],
    }
    status = 422 if form.is_bound else 200
    return render(request, "desk/concept.html", context, status=status)


@editor_required
@require_POST
def remove(request: HttpRequest, key: str) -> HttpResponse:
    """Take a concept out, or give it back as shipped."""
    known = pool_refresh().concepts
    try:
        if request.POST.get("give_back"):
            concept_give_back(concept=key, by_id=request.user.pk)
            done = _("The concept is as it came with the product.")
        else:
            if key not in known:
                raise Http404
            concept_remove(concept=key, by_id=request.user.pk)
            done = _("The concept no longer counts. It can be given back any time.")
    except PoolError:
        holders = [each.names[_tongue()][0] for each in known.values() if each.opposite == key]
        messages.error(
            request,
            _("It is the opposite of %(names)s. Change that first.") % {"names": ", ".join(holders)}
            if holders
            else _("This concept did not come with the product."),
        )
    else:
        messages.success(request, done)
    pool_refresh()
    return redirect("desk:concept", key=key)
