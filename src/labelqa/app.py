"""The only wiring: from settings to an application that uvicorn can run."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.middleware.gzip import GZipMiddleware

from labelqa.clock import wall_clock
from labelqa.connectors import TOOLS
from labelqa.egress.guard import Resolver
from labelqa.egress.lookup import look_up
from labelqa.errors import BadCall
from labelqa.export import Shelf
from labelqa.formats import FORMATS
from labelqa.gallery import Paint
from labelqa.metrics import METRICS
from labelqa.registry import Registry
from labelqa.reports import REPORTS
from labelqa.rules import RULES
from labelqa.settings import Settings
from labelqa.store import Store, open_store
from labelqa.web import frame, problems
from labelqa.web.auth import check_guarded
from labelqa.web.cache import Cache
from labelqa.web.chores import Chores
from labelqa.web.dashboard import Dashboard
from labelqa.web.dispatcher import Dispatcher
from labelqa.web.forwarded import Forwarded, proxies_of
from labelqa.web.kept import Kept
from labelqa.web.keyring import Keyring, bootstrap
from labelqa.web.limits import Limits, Rate
from labelqa.web.mailing import connecting_of, courier_of, sender_of
from labelqa.web.openapi import document
from labelqa.web.picturing import gallery_of
from labelqa.web.prefix import Prefix
from labelqa.web.puller import Puller
from labelqa.web.refusals import Refusals
from labelqa.web.routes import (
    alerts,
    assignments,
    audit,
    comments,
    compare,
    deliveries,
    documents,
    events,
    exports,
    hooks,
    image,
    imports,
    keys,
    labels,
    markers,
    me,
    pictures,
    plan,
    projects,
    quality,
    reviews,
    session,
    sessions,
    sources,
    targets,
)
from labelqa.web.runner import Runner
from labelqa.web.secret import server_secret
from labelqa.web.services import Services
from labelqa.web.sessions import Sessions
from labelqa.web.stopping import told_to_stop
from labelqa.web.watcher import Watcher
from labelqa.web.writing import Writer

if TYPE_CHECKING:
    from labelqa.web.spans import Spans

Clock = Callable[[], int]
ROOMS = (
    projects,
    labels,
    reviews,
    comments,
    assignments,
    imports,
    sources,
    image,
    pictures,
    exports,
    plan,
    compare,
    me,
    quality,
    events,
    alerts,
    markers,
    targets,
    deliveries,
    keys,
    audit,
    session,
    sessions,
)
"""What adds routes below /v1."""
REGISTRIES: tuple[Registry[Any], ...] = (FORMATS, METRICS, REPORTS, RULES, TOOLS)
"""What fills itself at its first use."""


def create_app(
    settings: Settings,
    *,
    store: Store | None = None,
    clock: Clock = wall_clock,
    resolver: Resolver = look_up,
    paint: Paint | None = None,
) -> FastAPI:
    """The server as an ASGI application. Opens the store of the settings unless one is given.

    `resolver` looks up the names of the hosts that alerts are sent to, and labels and pictures taken from. `paint`
    makes pictures of images that have none.

    Installs `settings.bootstrap_key` when there is one; the first admin key of a server without it is made by
    `labelqa.web.keyring.bootstrap`, whose caller shows it. Raises BadCall, StoreUnavailable, and ValueError when a
    route below /v1 has no guard.
    """
    proxies = proxies_of(settings.proxies)
    for registry in REGISTRIES:  # now: a file that does not load stops the start, not the first request
        registry.load()
    opened = store or open_store(settings.database)
    if settings.bootstrap_key:
        bootstrap(opened, settings, clock())
    served, spans = _services(settings, opened, clock, resolver, paint), _spans(settings)
    app = FastAPI(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan(served, spans, close=store is None),
    )
    v1, open_to_all = routers()
    app.include_router(v1)
    app.include_router(open_to_all)
    routes = routes_of(v1, open_to_all)
    documents.add_documents(app, document(routes, settings.prefix))
    app.router.default = GZipMiddleware(Dashboard(prefix=settings.prefix))
    app.state.services, app.state.routes = served, routes
    problems.install(app)
    app.add_middleware(Kept, served=served)
    app.add_middleware(Prefix, prefix=settings.prefix)
    told = None if spans is None else spans.note
    app.add_middleware(frame.Frame, counts=served.counts, settings=settings, stay=frame.stay(settings), told=told)
    if proxies:
        app.add_middleware(Forwarded, proxies=proxies)
    return app


def routers() -> tuple[APIRouter, APIRouter]:
    """The routes below /v1, each with its guard, and those that need no key."""
    v1, open_to_all = APIRouter(prefix="/v1", redirect_slashes=False), APIRouter(redirect_slashes=False)
    for room in ROOMS:
        room.add_routes(v1)
    check_guarded(v1)
    documents.add_routes(open_to_all)
    hooks.add_routes(open_to_all)
    return v1, open_to_all


def routes_of(*found: APIRouter) -> list[APIRoute]:
    """Every route of these routers, in order."""
    return [route for router in found for route in router.routes if isinstance(route, APIRoute)]


def _services(settings: Settings, store: Store, clock: Clock, resolver: Resolver, paint: Paint | None) -> Services:
    secret = server_secret(store, settings)
    sender = sender_of(settings, secret, resolver=resolver)
    connecting = connecting_of(settings, secret, resolver=resolver)
    keyring = Keyring(secret)
    chores = Chores(store, clock, learn_after=settings.learn_after)
    runner, refusals = Runner(store, clock), Refusals(store, clock)
    return Services(
        store=store,
        settings=settings,
        clock=clock,
        keyring=keyring,
        sessions=Sessions(keyring),
        limits=Limits(
            requests=Rate(settings.requests_per_minute, settings.request_burst),
            bad_keys=Rate(settings.bad_keys_per_minute, settings.bad_keys_per_minute),
            refused=refusals.count,
        ),
        refusals=refusals,
        cache=Cache(settings.report_cache),
        chores=chores,
        runner=runner,
        writer=Writer(store, clock),
        sender=sender,
        dispatcher=Dispatcher(courier_of(store, sender, clock)),
        connecting=connecting,
        puller=Puller(store, connecting, clock, chores.consider),
        watcher=Watcher(store, clock, lambda job: runner.lost(job, now=clock()), most=settings.event_streams),
        shelf=Shelf(_shelf(settings, store, secret), settings.export_cache),
        gallery=gallery_of(settings, store, clock=clock, resolver=resolver, paint=paint),
    )


def _shelf(settings: Settings, store: Store, secret: bytes) -> Path:
    """The folder for the exports of this database: all processes that serve it share it, and no other does."""
    address = store.engine.url.render_as_string(hide_password=True)
    return settings.exports / blake2b(address.encode(), key=secret[:64], digest_size=8).hexdigest()


def _spans(settings: Settings) -> "Spans | None":
    """What makes spans of requests, where the settings ask for them; BadCall where that is not installed."""
    if not settings.traces:
        return None
    try:
        from labelqa.web.spans import Spans  # noqa: PLC0415  (an extra)
    except ModuleNotFoundError as error:
        text = "needs OpenTelemetry, which is not installed; install it with: pip install 'labelqa[tracing]'"
        raise BadCall(f"LABELQA_TRACES {text}") from error
    return Spans(settings.traces)


def _lifespan(
    served: Services, spans: "Spans | None", *, close: bool
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """What an earlier stop has left is taken up at the start; at the end, work stops after the batch at hand.

    A start that fails ends what had begun before it.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        try:
            await served.writing(served.runner.clean_up)
            await served.writing(served.chores.resume)
            await served.writing(served.dispatcher.start)
            await served.writing(served.puller.start)
            served.watcher.start()
            with told_to_stop(served.watcher.stop):
                yield
        finally:
            served.watcher.stop()
            await served.writing(served.puller.stop)
            await served.writing(served.dispatcher.stop)
            await served.writing(served.runner.stop)
            await served.writing(served.chores.stop)
            await served.writing(served.refusals.stop)
            if spans is not None:
                await served.writing(spans.close)
            if close:
                served.store.close()

    return lifespan
