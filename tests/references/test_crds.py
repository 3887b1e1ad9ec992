"""CRDS as provider: the real package chooses from a small real cache, without a network."""

import hashlib
import json
import os
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from stepconfig import CrdsReferences, ReferenceFileError
from tests.contracts import check_provider
from tests.references.crds_cache import HEADER, INFO, make_cache


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """Make a cache, let CRDS use it without a server, and return the path of each file by name."""
    from crds.client import api
    from crds.core import utils

    paths = make_cache(tmp_path / "cache")
    monkeypatch.setenv("CRDS_PATH", str(tmp_path / "cache"))
    for name in ("CRDS_CONTEXT", "CRDS_MODE", "CRDS_READONLY_CACHE", "CRDS_SERVER_URL"):
        monkeypatch.delenv(name, raising=False)
    api.set_crds_server("https://crds-serverless-mode.stsci.edu")
    utils.clear_function_caches()
    yield paths
    utils.clear_function_caches()


def in_new_process(code, **variables):
    """What code prints in a new interpreter, whose only variables of CRDS are those given."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CRDS_")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code],
        env={**environment, **variables},
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_crds_keeps_the_contract_of_providers(cache):
    """Files by detector and date, N/A, parameters, and what is missing."""
    check_provider(
        CrdsReferences(),
        HEADER,
        "roman",
        {"flat": str(cache["roman_wfi_flat_0001.asdf"]), "dark": "N/A"},
        {"pars-scalestep": str(cache["roman_wfi_pars-scalestep_0001.yaml"]), "pars-other": None},
    )


def test_crds_chooses_by_the_date(cache):
    """The newest that is not after the observation."""
    header = {**HEADER, "roman.meta.exposure.start_time": "2023-05-05 00:00:00"}
    path = CrdsReferences().get_reference_file(header, "flat", "roman")
    assert path == str(cache["roman_wfi_flat_0002.asdf"])


@pytest.mark.parametrize(
    ("change", "observatory", "text"),
    [
        (
            {"roman.meta.exposure.start_time": "2010-05-05 00:00:00"},
            "roman",
            "CRDS has no flat reference file for this input: No match found.; a file can be given with"
            " --override_flat",
        ),
        (
            {"roman.meta.instrument.name": "NONE"},
            "roman",
            "CRDS cannot say the flat reference file: Unknown instrument 'none' for context"
            " 'roman_0001.pmap'; see CRDS_PATH and CRDS_SERVER_URL",
        ),
        (
            {},
            "nowhere",
            "CRDS cannot say the flat reference file: AssertionError; see CRDS_PATH and CRDS_SERVER_URL",
        ),
    ],
    ids=["before the first", "unknown instrument", "unknown observatory"],
)
def test_what_crds_says_is_an_error_of_this_package(cache, change, observatory, text):
    """With what CRDS says, and the remedy."""
    with pytest.raises(ReferenceFileError) as caught:
        CrdsReferences().get_reference_file({**HEADER, **change}, "flat", observatory)
    assert str(caught.value) == text


def test_what_a_header_has_besides_is_left_to_crds(cache):
    """Values that are neither text nor numbers are dropped, as CRDS does."""
    header = {**HEADER, "roman.meta.wcs": object()}
    assert CrdsReferences().get_reference_file(header, "dark", "roman") == "N/A"


def test_a_cache_that_is_not_there_does_not_end_the_program(cache, monkeypatch, tmp_path):
    """CRDS would; here it is an error like others."""
    monkeypatch.setenv("CRDS_PATH", str(tmp_path / "none"))
    with pytest.raises(ReferenceFileError, match="CRDS cannot say its rules: it has neither a server nor"):
        CrdsReferences().context_used("roman")


def test_the_rules_can_be_named(cache):
    """By default those that CRDS last heard of; a context that is not there is an error."""
    assert CrdsReferences().context_used("roman") == "roman_0001.pmap"
    assert CrdsReferences("roman_0001.pmap").get_reference_file(HEADER, "dark", "roman") == "N/A"
    with pytest.raises(ReferenceFileError, match="CRDS cannot say the dark reference file"):
        CrdsReferences("roman_0002.pmap").get_reference_file(HEADER, "dark", "roman")


def test_a_cache_that_cannot_be_written_is_enough(cache, monkeypatch, tmp_path):
    """Nothing in it is changed, and nothing made."""
    monkeypatch.setenv("CRDS_READONLY_CACHE", "1")
    before = sorted(path for path in (tmp_path / "cache").rglob("*"))
    assert CrdsReferences().get_reference_file(HEADER, "flat", "roman").endswith("flat_0001.asdf")
    assert sorted(path for path in (tmp_path / "cache").rglob("*")) == before


def test_without_the_package_the_error_says_how_to_install_it(monkeypatch):
    """It is optional."""
    monkeypatch.setitem(sys.modules, "crds", None)
    with pytest.raises(ReferenceFileError, match=r"pip install 'stepconfig\[crds\]'"):
        CrdsReferences().get_reference_file(HEADER, "flat", "roman")


def test_the_path_of_a_cache_is_all_that_is_needed(tmp_path):
    """No server has to be named, and none is asked."""
    paths = make_cache(tmp_path / "cache")
    code = f"""
from stepconfig import active_provider
print(active_provider().name, active_provider().get_reference_file({HEADER!r}, "flat", "roman"))
"""
    out = in_new_process(code, CRDS_PATH=str(tmp_path / "cache"))
    assert out == f"CRDS {paths['roman_wfi_flat_0001.asdf']}\n"


class Server(ThreadingHTTPServer):
    """A server of CRDS for one folder: it says which rules are current, and gives out files."""

    def __init__(self, paths):
        super().__init__(("127.0.0.1", 0), Answers)
        self.paths = paths
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.asked = []

    def answer(self, method):
        """What the server says to a call."""
        self.asked.append(method)
        if method == "get_mapping_names":
            return [name for name, path in self.paths.items() if path.suffix in (".pmap", ".imap", ".rmap")]
        assert method == "get_server_info"
        files = {name: path.read_bytes() for name, path in self.paths.items()}
        metadata = {
            name: {"size": str(len(content)), "sha1sum": hashlib.sha1(content).hexdigest()}
            for name, content in files.items()
        }
        urls = {
            name: {"unchecked": {"roman": f"{self.url}/files/"}}
            for name in ("reference_url", "mapping_url", "config_url", "pickle_url")
        }
        return {**INFO, **urls, "download_metadata": metadata, "status": "server", "connected": True}


class Answers(BaseHTTPRequestHandler):
    """One request: a call, or a file."""

    def do_POST(self):
        """Answer a call."""
        call = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        result = self.server.answer(call["method"])
        self._send(json.dumps({"error": None, "result": result, "id": call["id"]}).encode())

    def do_GET(self):
        """Give out a file."""
        name = self.path.rpartition("/")[2]
        self.server.asked.append(name)
        self._send(self.server.paths[name].read_bytes())

    def _send(self, content):
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_):
        """Nothing is printed."""


@pytest.fixture
def server(tmp_path):
    """Return a running server of CRDS, whose files are not in the cache of the tests."""
    server = Server(make_cache(tmp_path / "server"))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_rules_and_files_come_from_a_server(server, tmp_path):
    """An empty cache is filled with the rules, and with those references that are needed."""
    code = f"""
from stepconfig import CrdsReferences
references = CrdsReferences()
print(references.context_used("roman"))
print(references.get_reference_file({HEADER!r}, "flat", "roman"))
"""
    out = in_new_process(code, CRDS_PATH=str(tmp_path / "cache"), CRDS_SERVER_URL=server.url)
    context, path = out.split()
    assert context == "roman_0001.pmap"
    assert Path(path).read_text() == "first"
    assert Path(path).is_relative_to(tmp_path / "cache")
    assert "roman_wfi_flat_0002.asdf" not in server.asked
    assert {"get_server_info", "roman_0001.pmap", "roman_wfi_flat_0001.asdf"} <= set(server.asked)
