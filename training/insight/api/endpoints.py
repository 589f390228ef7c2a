"""/api/v1/: the figures as JSON, for the congress's own platform. Read-only; no person is in it."""

from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import NinjaAPI, Query
from ninja.errors import AuthenticationError, HttpError, Throttled
from ninja.renderers import JSONRenderer
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from training.insight import figures, forms, selectors
from training.insight.api import limits, schemas
from training.insight.api.answering import class_line, figures_of
from training.insight.api.models import Client
from training.insight.api.selectors import client_of, scope_of
from training.insight.definitions import DEFINITIONS

FILTERS = tuple(schemas.Narrowed.model_fields)


class Program(HttpRequest):
    """A question of a program that was let in."""

    auth: Client


class Token(HttpBearer):
    """The token in the head of the request, and nowhere else: addresses are written into logs."""

    def authenticate(self, request: HttpRequest, token: str) -> Client | None:
        """The program it belongs to."""
        return client_of(token, timezone.localdate())


class PerClient(BaseThrottle):
    """So many questions a minute from each program."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Counts the question."""
        return limits.admits(request.auth, timezone.now())  # type: ignore[attr-defined]

    def wait(self) -> float:
        """What Retry-After says."""
        return limits.seconds_to_wait()


class Readable(JSONRenderer):
    """Chinese as it is written, not as numbers of its signs."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title=gettext_lazy("履职学堂：学习统计"),  # type: ignore[arg-type]
    version="1",
    description=gettext_lazy(  # type: ignore[arg-type]
        "只读。每个数和统计页上的一样，口径也一样；没有任何个人的资料。"
        "不足 5 人的成绩、掌握程度和满意度不给出，原因写在 withheld 里。"
    ),
    urls_namespace="api",
    docs_url=None,
    auth=Token(),
    throttle=PerClient(),
    renderer=Readable(),
)
PROBLEMS: dict[Any, Any] = {(401, 404, 429): schemas.Problem}


@api.get(
    "/classes/",
    response={200: list[schemas.ClassLine], (401, 429): schemas.Problem},
    url_name="classes",
    operation_id="classes",
    summary=gettext_lazy("本级人大的班次，新的在前"),  # type: ignore[arg-type]
    description=gettext_lazy(  # type: ignore[arg-type]
        "current 是页面上不选班次时看的那一个。"
    ),
)
def classes(request: Program) -> list[schemas.ClassLine]:
    """The classes of the program's congress, the newest first."""
    found = selectors.cohorts_in(scope_of(request.auth))
    current = selectors.newest_begun(found, timezone.localdate())
    return [class_line(one, current) for one in found]


@api.get(
    "/classes/{cohort_key}/",
    response={200: schemas.Figures, **PROBLEMS},
    url_name="figures",
    operation_id="figures",
    summary=gettext_lazy("一个班次的全部统计表"),  # type: ignore[arg-type]
    description=gettext_lazy(  # type: ignore[arg-type]
        "可以用 delegation、group、first 筛选，值是对应表里 row_keys 的键；0 是没有代表团、未分组。"
    ),
)
def all_tables(
    request: Program,
    cohort_key: str,
    narrowed: Query[schemas.Narrowed],
) -> schemas.Figures:
    """Every table of a class, narrowed as the page can be."""
    return _told(request, cohort_key)


@api.get(
    "/classes/{cohort_key}/{table}/",
    response={200: schemas.Figures, **PROBLEMS},
    url_name="table",
    operation_id="table",
    summary=gettext_lazy("一个班次的一张统计表"),  # type: ignore[arg-type]
    description=gettext_lazy(  # type: ignore[arg-type]
        "表的键：unit、delegation、group、first、days、points、measures、measures_by_unit。筛选同上。"
    ),
)
def one_table(
    request: Program,
    cohort_key: str,
    table: str,
    narrowed: Query[schemas.Narrowed],
) -> schemas.Figures:
    """One table of a class, narrowed as the page can be."""
    return _told(request, cohort_key, table)


@api.get(
    "/definitions/",
    response={200: list[schemas.Definition], (401, 429): schemas.Problem},
    url_name="definitions",
    operation_id="definitions",
    summary=gettext_lazy("每个数的口径"),  # type: ignore[arg-type]
    description=gettext_lazy(  # type: ignore[arg-type]
        "key 和表里列的键、指标的键相同。"
    ),
)
def definitions(request: Program) -> list[schemas.Definition]:
    """What each figure means."""
    return [
        schemas.Definition(key=one.key, name=str(one.name), words=str(one.words))
        for one in DEFINITIONS
    ]


def _told(request: Program, cohort_key: str, table: str = "") -> schemas.Figures:
    """The figures of a class of the program's congress; Http404 for any other class, filter or
    table, HttpError for a filter of an unknown name."""
    unknown = [name for name in request.GET if name not in FILTERS]
    if unknown:
        told = _("没有 %s 这个参数，可以用的是 delegation、group、first。") % unknown[0][:40]
        raise HttpError(HTTPStatus.BAD_REQUEST, told)
    now, scope = timezone.now(), scope_of(request.auth)
    wish = QueryDict(mutable=True)
    wish.update(request.GET.dict() | {"cohort": cohort_key})
    asked = forms.asked(wish, scope=scope, now=now)
    if asked.cohort is None:
        raise Http404
    overview = figures.overview(scope=scope, cohort=asked.cohort, now=now, filters=asked.overview)
    current = selectors.newest_begun(list(asked.cohorts), timezone.localdate(now))
    narrowed = {name: str(value) for name, value in asked.shared.items() if name in FILTERS}
    answer = figures_of(overview, class_line(asked.cohort, current), narrowed, table)
    if answer is None:
        raise Http404(_("这个班次没有这张表。"))
    return answer


# ---- why there is no answer


def _problem(request: HttpRequest, status: int, words: str) -> HttpResponse:
    return api.create_response(request, {"words": words}, status=status)


@api.exception_handler(AuthenticationError)
def no_token(request: HttpRequest, problem: Any) -> HttpResponse:
    """Nothing is said about why a token is no good."""
    told = _("没有令牌，或者令牌无效、已停用、已到期。请向管理员要一个。")
    response = _problem(request, HTTPStatus.UNAUTHORIZED, told)
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(Throttled)
def too_often(request: HttpRequest, problem: Any) -> HttpResponse:
    """When to come back."""
    wait = limits.seconds_to_wait()
    about = {"wait": wait, "times": limits.RATE.times}
    told = _("问得太频繁，请过 %(wait)d 秒再来。一分钟最多 %(times)d 次。") % about
    response = _problem(request, HTTPStatus.TOO_MANY_REQUESTS, told)
    response["Retry-After"] = str(wait)
    return response


@api.exception_handler(Http404)
def not_there(request: HttpRequest, problem: Http404) -> HttpResponse:
    """What is another congress's is not there either."""
    told = str(problem) or _("没有这样的班次、表或筛选。")
    return _problem(request, HTTPStatus.NOT_FOUND, told)


@api.exception_handler(HttpError)
def refused(request: HttpRequest, problem: HttpError) -> HttpResponse:
    """A question that cannot be understood."""
    return _problem(request, problem.status_code, str(problem))
