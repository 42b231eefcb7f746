"""simcord's page as a part of the demo's own: it may stand in a frame, and hides its tools, a second menu there."""

from aiohttp import web
from simcord.preview import Preview

FRAMED_BY = "http://127.0.0.1:* http://localhost:*"

STYLE = """
.preview-toolbar, .messages-sidebar, .inspector-panel, .drawer-scrim { display: none !important; }
.preview-shell { --toolbar-height: 0px !important; }
.preview-app { width: 100% !important; height: 100% !important; }
"""
"""The last rule: simcord's script sets the size in pixels, and now and then misses that the window has another one."""


def prepare(preview: Preview) -> Preview:
    """Change what a view's server will send; call it before the view is entered."""
    server = preview._server
    headers = {**server._SECURITY_HEADERS}
    del headers["X-Frame-Options"]
    policy = headers["Content-Security-Policy"]
    headers["Content-Security-Policy"] = policy.replace("frame-ancestors 'none'", f"frame-ancestors {FRAMED_BY}")
    send = server._static

    async def send_styled(request: web.Request) -> web.Response:
        response: web.Response = await send(request)
        if request.path == "/preview.css":
            response.text = f"{response.text}{STYLE}"
        return response

    vars(server).update(_SECURITY_HEADERS=headers, _static=send_styled)
    return preview
