"""A real browser without a window, driven through the WebDriver protocol (W3C): Chromium or Chrome with its driver."""

from __future__ import annotations

import base64
import json
import os
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

KEYS = {"Space": " ", "Enter": "\ue007", "Tab": "\ue004"}
_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--mute-audio",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    "--autoplay-policy=no-user-gesture-required", "--force-color-profile=srgb",
)  # fmt: skip
_STARTS_S, _ANSWERS_S = 20.0, 60.0  # seconds that a busy machine may take
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"  # the name that the standard gives to an element's reference


def driver_program() -> str | None:
    """The driver, where it is installed: on the path, or where GitHub's machines say that it is."""
    folder = os.environ.get("CHROMEWEBDRIVER")
    return shutil.which("chromedriver", path=folder) if folder else shutil.which("chromedriver")


class Browser:
    """One browser with one page."""

    def __init__(self, address: str, session: str) -> None:
        self._address = f"{address}/session/{session}"

    def open(self, page: Path, fragment: str = "") -> None:
        """Open a page from the disk; opened again, it is loaded anew."""
        self._post("/url", {"url": "about:blank"})
        self._post("/url", {"url": page.as_uri() + fragment})

    def run(self, script: str, *arguments: object) -> Any:
        """What the body of a function in the page answers."""
        return self._post("/execute/sync", {"script": script, "args": list(arguments)})

    def click(self, css: str) -> None:
        """Click an element as a hand does: it must be in sight."""
        found = self._post("/element", {"using": "css selector", "value": css})
        self._post(f"/element/{found[_ELEMENT]}/click", {})

    def type_into(self, css: str, text: str) -> None:
        """Type into a field."""
        found = self._post("/element", {"using": "css selector", "value": css})
        self._post(f"/element/{found[_ELEMENT]}/clear", {})
        self._post(f"/element/{found[_ELEMENT]}/value", {"text": text})

    def press(self, key: str) -> None:
        """Press a key and let it go."""
        value = KEYS.get(key, key)
        acts = [{"type": kind, "value": value} for kind in ("keyDown", "keyUp")]
        self._post("/actions", {"actions": [{"type": "key", "id": "keys", "actions": acts}]})

    def wait(self, script: str, limit_s: float = 30.0) -> Any:
        """Until the body of a function answers something true; answers that."""
        latest = time.monotonic() + limit_s
        while not (found := self.run(script)):
            if time.monotonic() > latest:
                raise TimeoutError(f"{script} on a page that says: {self.run('return document.body.innerText')}")
            time.sleep(0.03)
        return found

    def picture(self, out: Path) -> None:
        """What is seen, as a PNG."""
        out.write_bytes(base64.b64decode(self._request("GET", "/screenshot")))

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        return self._request("POST", path, body)

    def _request(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        return _asked(method, self._address + path, body)


@contextmanager
def browser(folder: Path, size: tuple[int, int] = (1280, 720)) -> Iterator[Browser]:
    """A browser with a profile of its own below a folder; what it saves lands in ``folder / "downloads"``."""
    downloads = folder / "downloads"
    downloads.mkdir(exist_ok=True)
    program = driver_program()
    assert program is not None
    with subprocess.Popen([program, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as driver:
        try:
            address = f"http://127.0.0.1:{_port(driver)}"
            flags = [*_FLAGS, f"--window-size={size[0]},{size[1]}", f"--user-data-dir={folder / 'profile'}"]
            options: dict[str, Any] = {"args": flags}
            if (program := os.environ.get("FOLEYSTUDIO_TEST_CHROME")) is not None:
                options["binary"] = program
            wanted = {"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}}
            session = _asked("POST", f"{address}/session", wanted)["sessionId"]
            saving = {"behavior": "allow", "downloadPath": str(downloads)}
            command = {"cmd": "Browser.setDownloadBehavior", "params": saving}
            try:
                _asked("POST", f"{address}/session/{session}/goog/cdp/execute", command)
                yield Browser(address, session)
            finally:
                _asked("DELETE", f"{address}/session/{session}")
        finally:
            driver.terminate()
            assert driver.stdout is not None
            driver.stdout.close()


def _port(driver: subprocess.Popen[str]) -> str:
    assert driver.stdout is not None
    latest = time.monotonic() + _STARTS_S
    for line in driver.stdout:
        if "started successfully on port" in line:
            return line.split("port")[-1].strip(" .\n")
        if time.monotonic() > latest:
            break
    raise RuntimeError("the browser's driver did not start")


def _asked(method: str, url: str, body: dict[str, Any] | None = None) -> Any:
    data = json.dumps(body).encode() if body is not None else None
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # the driver is on this machine
    try:
        with opener.open(request, timeout=_ANSWERS_S) as answer:
            return json.load(answer)["value"]
    except urllib.error.HTTPError as error:
        with error:
            raise RuntimeError(json.load(error)["value"]["message"]) from None
