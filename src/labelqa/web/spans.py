"""Spans of requests for a collector that the operator names, by OpenTelemetry: what the line in the log says, no more.

OpenTelemetry is an extra. So this file is loaded when `LABELQA_TRACES` asks for it, and by nobody else.
"""

import time

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from labelqa import __version__
from labelqa.web.frame import Noted

SECONDS = 5
"""How long a collector may take: it is asked in a thread of its own, and while the server stops."""


class Spans:
    """One span for each request, sent in batches; what a collector does not take is dropped, and the log says so.

    `address`: where the collector takes spans as OTLP over HTTP.
    """

    def __init__(self, address: str) -> None:
        resource = Resource.create({"service.name": "labelqa", "service.version": __version__})
        # not set as that of the process: what libraries would say of requests goes nowhere
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=address, timeout=SECONDS)))
        self._tracer = self._provider.get_tracer("labelqa", __version__)
        self._context = TraceContextTextMapPropagator()

    def note(self, request: Noted) -> None:
        """Adds the span of a request that has just ended, below the one that its `traceparent` names."""
        ended = time.time_ns()
        span = self._tracer.start_span(
            f"{request.method} {request.route}",
            context=self._context.extract({"traceparent": request.traceparent}, context=Context()),
            kind=SpanKind.SERVER,
            attributes={
                "http.request.method": request.method,
                "http.route": request.route,
                "http.response.status_code": request.status,
                "labelqa.request_id": request.id,
            },
            start_time=ended - int(request.seconds * 1e9),
        )
        if request.status >= 500:
            span.set_status(Status(StatusCode.ERROR))
        span.end(end_time=ended)

    def close(self) -> None:
        """Sends what waits, and ends."""
        self._provider.shutdown()
